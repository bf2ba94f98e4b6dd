-- Takes the place of what was there, in one transaction: what is in no log any more goes.
\set ON_ERROR_STOP on
begin;
create temporary table line (document jsonb) on commit drop;
-- One column, whatever quotes, commas and backslashes it has: no JSON has these two characters.
\copy line from pstdin with (format csv, quote e'\x01', delimiter e'\x02')
delete from incident;
insert into incident (log, id, started, document)
select coalesce(document ->> 'log', ''), document ->> 'id', (document -> 'times' ->> 'started')::timestamptz, document
from line;
commit;
