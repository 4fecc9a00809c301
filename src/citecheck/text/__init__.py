"""What bytes and languages decide: encoding, language, sentences, tokens, numbers, dates."""
