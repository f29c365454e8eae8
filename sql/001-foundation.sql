-- People, works, copies, lists, and the keys that make a repeated request harmless.
--
-- Conventions of all migrations: a statement ends with ';' at the end of its line; each may be run again after a
-- crash (IF NOT EXISTS and the like); forward only. Keys compare exactly, blanks, case and accents included, hence
-- utf8mb4_nopad_bin. Public ids are random UUIDs made by the program; the internal ones never leave it.

CREATE TABLE IF NOT EXISTS person (
	id            BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
	uuid          UUID NOT NULL,
	email         VARCHAR(320) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NULL,
	first_name    VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL DEFAULT '',
	last_name     VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL DEFAULT '',
	password_hash VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NULL COMMENT 'argon2id, PHC string',
	role          ENUM('member', 'staff', 'admin') NOT NULL DEFAULT 'member',
	card_number   VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NULL,
	active        BOOLEAN NOT NULL DEFAULT TRUE,
	version       INT UNSIGNED NOT NULL DEFAULT 1,
	created_at    DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	updated_at    DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	PRIMARY KEY (id),
	UNIQUE KEY person_uuid (uuid),
	UNIQUE KEY person_email (email),
	UNIQUE KEY person_card (card_number)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci;

-- handle: the trimmed title of a book, NULL when another book has it already; name-addressed clients know works by
-- it. isbn is shown as it was first given, isbn_key is what it is unique by. identity recognises an imported row.
-- title_search and creator_search fold case and accents; STORED, because FULLTEXT refuses VIRTUAL columns.
CREATE TABLE IF NOT EXISTS work (
	id             BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
	uuid           UUID NOT NULL,
	kind           ENUM('book', 'movie') NOT NULL,
	title          VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
	creator        VARCHAR(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NULL COMMENT 'author or director',
	handle         VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NULL,
	isbn           VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NULL,
	isbn_key       VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NULL,
	imdb_id        VARCHAR(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NULL,
	identity       CHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NULL COMMENT 'SHA-256 of an imported row''s identity',
	publisher      VARCHAR(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NULL,
	published      DATE NULL,
	published_text VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NULL COMMENT 'the date as it was given',
	year           SMALLINT NULL,
	type           CHAR(1) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NULL COMMENT 'tariff class',
	genre          VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NULL,
	country        VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NULL,
	rating         DECIMAL(3, 1) NULL,
	released       DATE NULL,
	version        INT UNSIGNED NOT NULL DEFAULT 1,
	created_at     DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	updated_at     DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	title_search   VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci GENERATED ALWAYS AS (title) STORED,
	creator_search VARCHAR(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci GENERATED ALWAYS AS (creator) STORED,
	PRIMARY KEY (id),
	UNIQUE KEY work_uuid (uuid),
	UNIQUE KEY work_isbn (isbn_key),
	UNIQUE KEY work_handle (handle),
	UNIQUE KEY work_imdb (imdb_id),
	UNIQUE KEY work_identity (identity),
	KEY work_title (title_search, id),
	KEY work_kind_title (kind, title_search, id),
	KEY work_year (year),
	FULLTEXT KEY work_text (title_search, creator_search)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci;

-- taken_by changes only by UPDATE ... WHERE taken_by IS NULL in the act's transaction: it decides loan against hold.
CREATE TABLE IF NOT EXISTS copy (
	id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
	uuid       UUID NOT NULL,
	work_id    BIGINT UNSIGNED NOT NULL,
	taken_by   ENUM('loan', 'hold') NULL,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	PRIMARY KEY (id),
	UNIQUE KEY copy_uuid (uuid),
	KEY copy_work (work_id, taken_by),
	CONSTRAINT copy_of_work FOREIGN KEY (work_id) REFERENCES work (id) ON DELETE CASCADE
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci;

CREATE TABLE IF NOT EXISTS list (
	id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
	uuid       UUID NOT NULL,
	owner_id   BIGINT UNSIGNED NOT NULL,
	name       VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
	visibility ENUM('private', 'unlisted', 'shared', 'public') NOT NULL DEFAULT 'private',
	version    INT UNSIGNED NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	PRIMARY KEY (id),
	UNIQUE KEY list_uuid (uuid),
	UNIQUE KEY list_owner_name (owner_id, name),
	CONSTRAINT list_of_owner FOREIGN KEY (owner_id) REFERENCES person (id) ON DELETE CASCADE
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci;

-- Clustered by list, so that a list is read in one piece. place: where the owner put it; a new entry stands behind
-- all placed ones, by added_at, without asking for the last place (which would be a race).
CREATE TABLE IF NOT EXISTS list_entry (
	list_id  BIGINT UNSIGNED NOT NULL,
	work_id  BIGINT UNSIGNED NOT NULL,
	place    INT UNSIGNED NOT NULL DEFAULT 4294967295,
	note     VARCHAR(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NULL,
	added_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	PRIMARY KEY (list_id, work_id),
	KEY list_entry_work (work_id),
	CONSTRAINT list_entry_of_list FOREIGN KEY (list_id) REFERENCES list (id) ON DELETE CASCADE,
	CONSTRAINT list_entry_of_work FOREIGN KEY (work_id) REFERENCES work (id) ON DELETE CASCADE
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci;

-- An invitation is a row without person; whoever uses its key fills it in. Only the key's digest is kept.
CREATE TABLE IF NOT EXISTS list_share (
	id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
	list_id     BIGINT UNSIGNED NOT NULL,
	key_hash    CHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL COMMENT 'SHA-256 of the invitation key',
	person_id   BIGINT UNSIGNED NULL,
	created_at  DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	accepted_at DATETIME(6) NULL,
	PRIMARY KEY (id),
	UNIQUE KEY list_share_key (key_hash),
	UNIQUE KEY list_share_person (list_id, person_id),
	CONSTRAINT list_share_of_list FOREIGN KEY (list_id) REFERENCES list (id) ON DELETE CASCADE,
	CONSTRAINT list_share_of_person FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE CASCADE
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci;

-- The first answer to a POST with an Idempotency-Key, written in the transaction of the act; kept for 24 hours.
CREATE TABLE IF NOT EXISTS idempotency_key (
	id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
	caller     VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
	route      VARCHAR(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL COMMENT 'method, pattern and SHA-256 of the target',
	key_text   VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
	body_hash  CHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
	status     SMALLINT UNSIGNED NULL,
	headers    TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NULL,
	body       MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NULL,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	PRIMARY KEY (id),
	UNIQUE KEY idempotency_key_once (caller, route, key_text),
	KEY idempotency_key_age (created_at)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci;

-- Seed files that were loaded, so that what people deleted does not come back.
CREATE TABLE IF NOT EXISTS seed (
	name      VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
	loaded_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	PRIMARY KEY (name)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci;
