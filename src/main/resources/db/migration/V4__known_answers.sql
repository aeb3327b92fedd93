-- How old answers to the same texts may be that the job takes over, as an ISO 8601 duration; null: it takes none over.
alter table job add column known_answers text;
