/**
 * SQLite has no WITH that writes, and each statement there is a way to another thread and back. What is inserted into
 * this view of the writing connection becomes, a row at a time and in its order, a user's next number, an event and
 * its outbox row. It is temporary: a statement of this version of the code, not a part of the schema.
 */
export const NEW_EVENTS_VIEW = `
create temp view new_events as
  select id, type, subject, target, sequence, at, data, context, subject as counted from main.events;
create temp trigger new_events_insert instead of insert on new_events begin
  insert into user_sequences (user_id, last) select new.counted, 1 where new.counted is not null
    on conflict (user_id) do update set last = last + 1;
  insert into events (id, type, subject, target, sequence, at, data, context)
    values (new.id, new.type, new.subject, new.target,
      coalesce(new.sequence, (select last from user_sequences where user_id = new.counted)),
      new.at, new.data, new.context);
  insert into outbox (seq) select seq from events where id = new.id;
end;`
