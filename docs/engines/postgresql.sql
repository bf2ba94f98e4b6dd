-- Incidents of one log or many, with what is to be found in them. A line of `incident export ndjson` is a document.
create table if not exists incident (
    log text not null,
    id text not null,
    started timestamptz,
    document jsonb not null,
    -- What weighs most is what one looks for: the title, then what solved it, then what happened, then every other word.
    words tsvector not null generated always as (
        setweight(to_tsvector('english', coalesce(document ->> 'title', '')), 'A')
        || setweight(to_tsvector('english', coalesce(document ->> 'solution', '')), 'B')
        || setweight(to_tsvector('english', coalesce(document ->> 'summary', '')), 'C')
        || setweight(jsonb_to_tsvector('english', document, '["string"]'), 'D')
    ) stored,
    primary key (log, id)
);
create index if not exists incident_words on incident using gin (words);
create index if not exists incident_started on incident (started);
