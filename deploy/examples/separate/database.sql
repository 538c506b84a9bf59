-- The database of the example: one for all services, an account each. Scheduling has the schema "public"; the others make one of
-- their own, so they may create in the database.
CREATE ROLE scheduling LOGIN;
CREATE ROLE evidence LOGIN;
CREATE ROLE recommendations LOGIN;
CREATE DATABASE peerchallenge ENCODING 'UTF8' TEMPLATE template0;
GRANT CREATE ON DATABASE peerchallenge TO evidence, recommendations;
\connect peerchallenge
ALTER SCHEMA public OWNER TO scheduling;
