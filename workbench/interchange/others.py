"""What a file is that is no format of ours: said by name, with what to import in its place."""

import re

from workbench.interchange.source import Source

_OTHERS = (
    (
        r'"type"\s*:\s*"bundle"[\s\S]*"spec_version"|"spec_version"[\s\S]*"type"\s*:\s*"bundle"',
        "this is a STIX bundle, which has no incident of its own; the case studies are in dist/ATLAS.yaml of ATLAS.",
    ),
    (
        r'"domain"\s*:\s*"atlas|"navigator"\s*:\s*"\d',
        "this is a layer of the ATLAS Navigator: marks on a matrix. The case studies are in dist/ATLAS.yaml.",
    ),
    (r'"\$schema"\s*:\s*"https?://json-schema\.org', "this is a JSON Schema: the shape of records, and none of them."),
    (
        r'"format"\s*:\s*"NVD_CVE"|"data_format"\s*:\s*"MITRE"',
        "this is a CVE record of another form (NVD, or CVE 4); the records of cvelistV5 are imported.",
    ),
    (
        r'"format"\s*:\s*"workbench-incidents"',
        "this is an export for reading by programs; to exchange incidents export them as agent-postmortems.",
    ),
    (r'"namespace"\s*:\s*"(?:CSET|GMF|MIT)', "this defines a taxonomy of the AI Incident Database: no incident."),
    (r'"__typename"\s*:\s*"Quickadd"', "these are links that somebody proposed to the AI Incident Database."),
    (r'"source_namespace"\s*:\s*"OECD"', "these are pairs of numbers of the AI Incident Database and OECD AIM."),
    (r'"(?:field|value)Mappings"\s*:', "this says how the words of two taxonomies correspond: no incident."),
    (
        r"(?m)^(?:risks|taxonomies|documents|actions|classes):\s*$",
        "this lists risks or classes of a taxonomy: no incident.",
    ),
    (
        r"(?i)\A\W*(?:[\w ]+\n+)?\W*(?:the )?(?:MIT License|BSD \d-Clause|Apache License|Creative Commons"
        r"|(?:CC|Attribution)[ -]BY|Attribution 4\.0)|(?i:Permission is hereby granted, free of charge)"
        r"|(?i:Redistribution and use in source and binary forms)",
        "this is a licence.",
    ),
)
_COMPILED = tuple((re.compile(pattern), reason) for pattern, reason in _OTHERS)
_LOOKED_AT = 4000


def what_it_is(source: Source) -> str:
    """Return why a file has no incident, or nothing when it is not known what it is."""
    head = source.head[:_LOOKED_AT]
    return next((reason for pattern, reason in _COMPILED if pattern.search(head)), "")
