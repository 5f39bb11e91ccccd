-- What the energy of nodes came to. Every row holds whole amounts, never differences, so that a row
-- that is written twice counts once. kwh: drawn, by what the node was seen doing; gap: seconds in
-- which nobody measured it.
create table energy (
    node        text not null primary key,
    since       text not null,             -- the first day, ISO 8601
    awake_kwh   real not null,
    asleep_kwh  real not null,
    unknown_kwh real not null,
    awake_gap   real not null,
    asleep_gap  real not null,
    unknown_gap real not null,
    saved_kwh   real not null,             -- against the node awake and idle all the time
    currency    text not null,             -- empty while no money was counted
    cost        real not null,
    saved_cost  real not null
);

-- The same of single days, in the zone of the host.
create table energy_day (
    node        text not null,
    day         text not null,
    awake_kwh   real not null,
    asleep_kwh  real not null,
    unknown_kwh real not null,
    awake_gap   real not null,
    asleep_gap  real not null,
    unknown_gap real not null,
    saved_kwh   real not null,
    currency    text not null,
    cost        real not null,
    saved_cost  real not null,
    primary key (node, day)
) without rowid;

-- For how long a node that was awake drew how much, on the latest days on which it was so. What it
-- draws idle is made of this.
create table energy_draw (
    node         text    not null,
    day          text    not null,
    step         integer not null,         -- of power, two percent each
    seconds      real    not null,
    watt_seconds real    not null,
    primary key (node, day, step)
) without rowid;
