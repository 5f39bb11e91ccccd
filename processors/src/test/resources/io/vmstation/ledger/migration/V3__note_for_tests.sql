alter table event add column note text not null default '';
