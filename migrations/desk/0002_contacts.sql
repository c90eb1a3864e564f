-- Contacts (Kontakte): a projection of the cards of the kind `contact`, and what finds them.
-- `contact_no` is this database's own short number: the row of the full-text index.

CREATE TABLE contacts (
    contact_no INTEGER PRIMARY KEY NOT NULL,
    contact_id TEXT NOT NULL UNIQUE,
    -- As in a German telephone book, folded.
    sort_key TEXT NOT NULL,
    -- For comparison: whatever the spelling, whichever name came first.
    name_key TEXT NOT NULL,
    salutation TEXT NOT NULL,
    title TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    organisation TEXT NOT NULL,
    birthday TEXT,
    -- MM-DD of the birthday: who has a birthday on the 12th of November.
    birth_day TEXT,
    note TEXT NOT NULL,
    number TEXT NOT NULL,
    -- The first of each, for the list.
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    city TEXT NOT NULL,
    -- Postal codes and folded cities of all addresses: `89073|ulm`, a line each.
    places TEXT NOT NULL,
    -- Separated by commas.
    roles TEXT NOT NULL,
    -- Separated by line breaks.
    tags TEXT NOT NULL,
    is_archived INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    edited_at INTEGER NOT NULL
) STRICT;
CREATE INDEX contacts_by_name ON contacts (sort_key) WHERE is_archived = 0;
-- Who of one name may be meant by a record of an import, told without reading the contacts.
CREATE INDEX contacts_by_name_key ON contacts (name_key, birthday, places, contact_id);
CREATE INDEX contacts_by_number ON contacts (number) WHERE number <> '';
CREATE INDEX contacts_by_birthday ON contacts (birthday) WHERE birthday IS NOT NULL;
CREATE INDEX contacts_by_birth_day ON contacts (birth_day) WHERE birth_day IS NOT NULL;

CREATE TABLE contact_phones (
    contact_no INTEGER NOT NULL,
    position INTEGER NOT NULL,
    phone_id TEXT NOT NULL,
    label TEXT NOT NULL,
    number TEXT NOT NULL,
    -- E.164, or the bare digits of what is no complete number.
    normal TEXT NOT NULL,
    PRIMARY KEY (contact_no, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_phones_by_normal ON contact_phones (normal, contact_no);

CREATE TABLE contact_emails (
    contact_no INTEGER NOT NULL,
    position INTEGER NOT NULL,
    email_id TEXT NOT NULL,
    label TEXT NOT NULL,
    address TEXT NOT NULL,
    -- In lower case.
    normal TEXT NOT NULL,
    PRIMARY KEY (contact_no, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_emails_by_normal ON contact_emails (normal, contact_no);

CREATE TABLE contact_addresses (
    contact_no INTEGER NOT NULL,
    position INTEGER NOT NULL,
    address_id TEXT NOT NULL,
    label TEXT NOT NULL,
    street TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL,
    PRIMARY KEY (contact_no, position)
) STRICT, WITHOUT ROWID;

-- In the order of the list; those that are put away are not in it.
CREATE TABLE contact_roles (
    role TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    contact_no INTEGER NOT NULL,
    PRIMARY KEY (role, sort_key, contact_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact_tags (
    -- Folded.
    tag_key TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    contact_no INTEGER NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (tag_key, sort_key, contact_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact_consents (
    contact_no INTEGER NOT NULL,
    kind TEXT NOT NULL,
    is_given INTEGER NOT NULL,
    given_on TEXT,
    PRIMARY KEY (contact_no, kind)
) STRICT, WITHOUT ROWID;

-- Every word of a name in every customary spelling: what one or two typed letters find, and what
-- comes first when many fit. Reading it ends with the page that is shown.
CREATE TABLE contact_names (
    word TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    contact_no INTEGER NOT NULL,
    PRIMARY KEY (word, sort_key, contact_no)
) STRICT, WITHOUT ROWID;

-- Folded words of name, organisation, place and number. Holds no copy of the text and no
-- positions: a search asks for words, not for phrases.
CREATE VIRTUAL TABLE contact_search USING fts5 (
    words, content = '', contentless_delete = 1, prefix = '2 3', detail = none,
    tokenize = "unicode61 remove_diacritics 0"
);
-- The words that exist: where a typing mistake is looked for.
CREATE VIRTUAL TABLE contact_words USING fts5vocab (contact_search, 'row');

-- Digits of phone numbers as they are the same in every notation; any three of them find a person.
CREATE VIRTUAL TABLE contact_digits USING fts5 (
    digits, content = '', contentless_delete = 1, tokenize = "trigram"
);

-- How many there are, kept up by the triggers below: the list never counts.
CREATE TABLE contact_counts (
    -- Empty for all.
    role TEXT PRIMARY KEY NOT NULL,
    contacts INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO contact_counts (role, contacts) VALUES ('', 0);

CREATE TRIGGER contacts_counted_when_made AFTER INSERT ON contacts WHEN NEW.is_archived = 0
BEGIN UPDATE contact_counts SET contacts = contacts + 1 WHERE role = ''; END;
CREATE TRIGGER contacts_counted_when_put_away AFTER UPDATE OF is_archived ON contacts
WHEN NEW.is_archived <> OLD.is_archived
BEGIN
    UPDATE contact_counts SET contacts = contacts + OLD.is_archived - NEW.is_archived
     WHERE role = '';
END;
CREATE TRIGGER contacts_counted_when_gone AFTER DELETE ON contacts WHEN OLD.is_archived = 0
BEGIN UPDATE contact_counts SET contacts = contacts - 1 WHERE role = ''; END;
CREATE TRIGGER contact_roles_counted_when_made AFTER INSERT ON contact_roles
BEGIN
    INSERT INTO contact_counts (role, contacts) VALUES (NEW.role, 1)
        ON CONFLICT (role) DO UPDATE SET contacts = contacts + 1;
END;
CREATE TRIGGER contact_roles_counted_when_gone AFTER DELETE ON contact_roles
BEGIN UPDATE contact_counts SET contacts = contacts - 1 WHERE role = OLD.role; END;

-- The history of one contact, without reading the whole journal.
CREATE INDEX journal_of_contacts ON journal (entity_id) WHERE entity = 'contact';
