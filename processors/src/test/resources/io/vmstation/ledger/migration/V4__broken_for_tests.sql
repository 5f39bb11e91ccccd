create table half (id integer);
insert into nowhere values (1);
