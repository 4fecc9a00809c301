"""Addresses with a secret, by the name of the parameter or the place of the secret, and addresses that stay whole."""

RANDOM = "Zx9Kq2LmP4vT7wR1bN6c"
TOKEN = "xoxb-" + "123456789012-AbCdEfGhIjKl"

NAMES = [
    *("jsessionid", "PHPSESSID", "ASP.NET_SessionId", "ASPSESSIONIDQABC", "sid", "session", "session_id", "sess"),
    *("sig", "signature", "Signature", "AWSAccessKeyId", "X-Amz-Signature", "X-Amz-Credential", "X-Goog-Signature"),
    *("X-Amz-Security-Token", "key", "api_key", "apiKey", "x-api-key", "subscription-key", "code", "state", "hash"),
    *("bearer", "token", "access_token", "accessToken", "id_token", "csrf_token", "user[token]", "wstoken", "auth"),
    *("password", "pwd", "client_secret", "jwt", "SAMLResponse", "hmac", "md5", "hdnts", "ticket", "authkey"),
]
"""Names of parameters."""

SECRET = [
    *(f"https://host.example/a?x=1&{name}={RANDOM}&y=2" for name in NAMES),
    f"https://host.example/list;jsessionid={RANDOM}?page=2",
    f"https://host.example/list;PHPSESSID={RANDOM}",
    f"https://host.example/a#access_token={RANDOM}",
    f"https://host.example/#/token={RANDOM}",
    f"https://host.example/go?to=https%3A%2F%2Fb.example%2F%3Fsig%3D{RANDOM}%26a%3D1",
    f"https://host.example/reset-password/{RANDOM}",
    f"https://host.example/token/{RANDOM}/done",
    f"https://discord.example/api/webhooks/123456789/{RANDOM}",
    f"https://hooks.slack.com/services/T1/B1/{RANDOM}",
    f"https://host.example/a?q={TOKEN}",
    f"https://user:{RANDOM}@host.example/a",
]
"""Addresses that hold `RANDOM` or `TOKEN` as a secret."""

HARMLESS = [
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=PLrAXtmErZgOeiKm4sgNOknGvNjby9efdf",
    "https://youtu.be/dQw4w9WgXcQ?t=42",
    "https://github.com/owner/name/commit/9fceb02d0ae598e95dc970b74767f19372d61af8",
    "https://github.com/owner/name/blob/9fceb02d0ae598e95dc970b74767f19372d61af8/a.py#L10-L20",
    "https://paper.example/world/the-town-votes-5f2b8c1d9e3a4b7c",
    "https://paper.example/2026/11/20/state-of-the-union?id=8812345",
    "https://paper.example/?p=12345",
    "https://paper.example/a?id=5f2b8c1d-9e3a-4b7c-8d6e-0f1a2b3c4d5e",
    "https://lang.example/list?code=en-GB",
    "https://lang.example/list?code=deu&script=Latn",
    "https://post.example/?code=SW1A1AA",
    "https://stat.example/table?key=2024-annual-report-final",
    "https://stat.example/table?key=population",
    "https://stat.example/t?code=ISO-3166-alpha-2",
    "https://gov.example/?state=north-carolina-2020-election",
    "https://gov.example/?state=CA",
    "https://parliament.example/bills?session=2023-24",
    "https://parliament.example/bills?session=57&sid=12",
    "https://music.example/?signature=3-4",
    "https://paper.example/?hash=5f2b8c1d",
    "https://doi.org/10.1000/xyz123",
    "https://docs.google.com/document/d/1A2b3C4d5E6f7G8h9I0jKlMnOpQrStUvWxYz/edit",
    "https://web.archive.org/web/20261120083000/https://paper.example/a?id=1",
    "https://paper.example/a#:~:text=the%20token%20of",
    "https://en.wikipedia.org/w/index.php?title=Key&oldid=1234567890",
    "https://shop.example/item?sku=AB12CD34EF56GH78",
    "https://search.example/?q=token+password+secret",
    "https://search.example/?q=what+is+a+session+key",
    "https://paper.example/topics/token/economy-of-tokens",
    "https://paper.example/session/2021-budget-speech",
    "https://paper.example/auth/authors-of-the-report",
    "https://paper.example/verify/how-we-checked-the-facts",
    "https://paper.example/monkey?barcode=4006381333931",
    "https://paper.example/?monkey=a1b2c3d4e5f6g7h8",
    "https://host.example/?keyword=election2024results",
    "https://host.example/?sort=key&order=asc",
    "https://social.example/@desk/112233445566778899",
    "https://x.com/desk/status/1234567890123456789?s=20",
    "https://data.example/set?file=Report_2026_Final.pdf&version=3",
    "https://maps.example/@48.2082,16.3738,12z/data=!3m1!4b1",
    "https://paper.example/?utm_source=a&utm_campaign=b2c-3d",
    "https://case.example/?signature=plain&code=42%20USC%201983",
]
"""Addresses that an editor must be able to use as they are."""
