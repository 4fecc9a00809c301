"""Answers of registries in the shapes of the public services, for works that were made up for the tests."""

import json

import httpx

ARTICLE = {
    "DOI": "10.1000/ice.12",
    "type": "journal-article",
    "title": ["Ice on seven rivers"],
    "subtitle": ["A survey of the plain"],
    "author": [{"given": "Dora", "family": "Holm"}, {"given": "Anton", "family": "Vik"}],
    "container-title": ["Polar Notes"],
    "published": {"date-parts": [[2020, 5, 3]]},
    "volume": "12",
    "page": "45-67",
    "updated-by": [
        {
            "type": "retraction",
            "DOI": "10.1000/ice.12.r",
            "updated": {"date-parts": [[2021, 4, 9]]},
            "source": "publisher",
        }
    ],
}
INDEXED = {
    "title": "Ice on the small rivers of Weirham",
    "doi": "https://doi.org/10.1000/small.3",
    "publication_year": 2018,
    "type": "article",
    "authorships": [{"author": {"display_name": "Chen Li"}}],
    "primary_location": {"source": {"display_name": "River Review"}},
    "is_retracted": False,
}
DATASET = {
    "data": {
        "attributes": {
            "doi": "10.5281/zenodo.77",
            "titles": [{"title": "River ice measurements of seven winters"}],
            "creators": [{"givenName": "Dora", "familyName": "Holm"}],
            "publicationYear": 2022,
            "publisher": "Zenodo",
            "types": {"resourceTypeGeneral": "Dataset"},
        }
    }
}
FEED = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/abs/2101.00001v2</id>
<published>2021-01-01T00:00:00Z</published><title>Frozen networks
 of rivers</title><author><name>Dora Holm</name></author></entry></feed>"""
SUMMARY = {
    "result": {
        "uids": ["12345678"],
        "12345678": {
            "title": "Ice and the heart.",
            "authors": [{"name": "Holm D"}],
            "pubdate": "2016 May",
            "fulljournalname": "Journal of Cold Medicine",
            "source": "J Cold Med",
            "pubtype": ["Journal Article", "Retracted Publication"],
            "articleids": [{"idtype": "doi", "value": "10.1000/heart"}],
        },
    }
}
BOOKS = {
    "docs": [
        {"key": "/works/OL1W", "title": "Rivers of the Plain", "author_name": ["Dora Holm"], "publish_year": [2010]}
    ]
}
CASES = [
    {
        "status": 200,
        "clusters": [
            {"case_name": "Holm v. Board of Rivers", "date_filed": "1954-05-17", "absolute_url": "/opinion/1/"}
        ],
    }
]
_NO_CASE = [{"status": 404, "clusters": []}]


def _feed_of(numbers):
    """Return a feed with an entry for each number of the year 2102; arXiv leaves out what it does not have."""
    head, _, entry = FEED.partition("<entry>")
    entry = entry.removesuffix("</feed>")
    known = [number for number in numbers if number.startswith("2102")]
    return head + "".join(f"<entry>{entry.replace('2101.00001v2', f'{number}v3')}" for number in known) + "</feed>"


def answer(url, content):
    """Return status and body of the service that the first segment of the path names."""
    path, query = httpx.URL(url).path, dict(httpx.URL(url).params)
    if path == "/crossref/works":
        items = [ARTICLE] if "seven rivers" in query["query.bibliographic"].lower() else []
        return _json({"message": {"items": items}})
    if path == "/openalex/works":
        return _json({"results": [INDEXED] if "small rivers" in query["filter"].lower() else []})
    if path == "/courtlistener/api/rest/v4/citation-lookup/":
        return _json(CASES if b"347" in content else _NO_CASE)
    if path == "/arxiv/api/query":
        if "," in query.get("id_list", ""):
            return 200, _feed_of(query["id_list"].split(",")[: int(query.get("max_results", 10))]).encode()
        feed = (
            FEED
            if "search_query" in query or query["id_list"].startswith("2101.00001")
            else FEED.partition("<entry>")[0] + "</feed>"
        )
        return 200, feed.encode()
    if path == "/pubmed/esummary.fcgi":
        return _json(SUMMARY if query["id"] == "12345678" else {"result": {"uids": [], query["id"]: {"error": "none"}}})
    if path == "/openlibrary/search.json":
        return _json(BOOKS if query["q"] == "isbn:9780306406157" else {"docs": []})
    known = {
        "/crossref/works/10.1000/ice.12": {"message": ARTICLE},
        "/datacite/dois/10.5281/zenodo.77": DATASET,
        "/doi/api/handles/10.1000/elsewhere": {"responseCode": 1},
        "/doi/api/handles/10.48550/arXiv.1909.88888": {"responseCode": 1},
        "/doi/api/handles/10.1000/small.3": {"responseCode": 1},
        "/openalex/works/doi:10.1000/small.3": INDEXED,
    }
    nothing = b'{"responseCode": 100}' if path.startswith("/doi/") else b"Resource not found."
    return _json(known[path]) if path in known else (404, nothing)


def _json(value):
    return 200, json.dumps(value).encode()
