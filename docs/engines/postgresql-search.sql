-- psql --set=words='pool exhausted -cache' --file=postgresql-search.sql
select concat_ws('/', nullif(log, ''), id) as incident, document ->> 'title' as title, document ->> 'solution' as solution
from incident, websearch_to_tsquery('english', :'words') as asked
where words @@ asked
order by ts_rank(words, asked) desc, started desc nulls last
limit 10;
