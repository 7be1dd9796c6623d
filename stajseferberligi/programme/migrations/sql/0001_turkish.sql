-- Turkish letters in the database. The twins in Python are in stajseferberligi/turkish.py; a test holds both to the same answers.
--
-- Turkish has two letters i, dotted (i, İ) and dotless (ı, I), which no built-in locale treats as such. So the two pairs are exchanged
-- first, and the rest follows plain Unicode rules under "pg_c_utf8" (PostgreSQL 17 and later, a database in UTF8): that collation is part
-- of the server, never changes with the operating system, and is the same whatever locale the database was made with.

CREATE OR REPLACE FUNCTION tr_lower(t text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN lower(translate(t, 'Iİ', 'ıi') COLLATE "pg_c_utf8");

CREATE OR REPLACE FUNCTION tr_upper(t text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN upper(translate(t, 'ıi', 'Iİ') COLLATE "pg_c_utf8");

-- For searching: lower case without Turkish diacritics, so that `SISLI`, `şişli` and `Şişli` meet. U+0307 is the dot that software ignorant of
-- Turkish leaves behind when it lowers İ; it has no counterpart below and vanishes.
CREATE OR REPLACE FUNCTION tr_fold(t text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN translate(tr_lower(t), U&'çğıöşüâîû\0307', 'cgiosuaiu');

-- For ordering: the Turkish alphabet, with q, w and x where dictionaries put them and â, î, û as their plain letters, becomes the 32 ASCII
-- characters from @ to _. ORDER THE RESULT UNDER COLLATE "C" (a column: db_collation="C"); other collations ignore or rearrange punctuation.
CREATE OR REPLACE FUNCTION tr_sortkey(t text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN translate(tr_lower(t), 'abcçdefgğhıijklmnoöpqrsştuüvwxyzâîû', '@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_@KY');
