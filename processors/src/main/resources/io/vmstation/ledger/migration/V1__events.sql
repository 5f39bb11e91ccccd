-- What happened, in the order in which it was recorded.
create table event (
    id      integer primary key autoincrement, -- never given twice, so that it orders events for ever
    at      integer not null,                  -- milliseconds since 1970-01-01T00:00:00Z
    kind    text    not null,
    node    text    not null,
    cause   text    not null,
    source  text    not null,
    wake    text    not null,                  -- empty when it belongs to no wake
    details text    not null                   -- one JSON object of texts
);

create index event_by_node on event (node, id);
create index event_by_wake on event (wake, kind) where wake <> '';
create index event_by_time on event (at);
create index event_of_completed_wake on event (node, id) where kind = 'wake.completed';
create index event_of_requested_wake on event (wake) where kind = 'wake.requested' and wake <> '';
