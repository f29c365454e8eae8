-- Accounts, tokens, guesses at passwords, films from OMDb, and the audit.

-- ---- accounts ----

-- account_version is in every token: raised, it ends them all. password_public: it is printed in a document, so nobody
-- logs in with it; a new password takes the mark away.
ALTER TABLE person
	ADD COLUMN IF NOT EXISTS account_version INT UNSIGNED NOT NULL DEFAULT 1 AFTER password_hash,
	ADD COLUMN IF NOT EXISTS password_public BOOLEAN NOT NULL DEFAULT FALSE AFTER account_version;

UPDATE person SET password_public = TRUE
	WHERE password_hash = '$argon2id$v=19$m=19456,t=2,p=1$XWoIkGPrwzOAv4ZKrUgsgw$FM/lyP5W3W+IIUR5CeCv9Oveyx16WzOhr+EYlX1afpQ';

-- Tokens that were given back before their time; a row is of no use once the token is over.
CREATE TABLE IF NOT EXISTS token_revoked (
	jti        UUID NOT NULL,
	expires_at DATETIME(6) NOT NULL,
	PRIMARY KEY (jti),
	KEY token_revoked_over (expires_at)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci;

-- Attempts to log in that came to nothing (so far: an attempt is counted before its password is looked at). name is
-- the SHA-256 of an email, of unknown ones too, or of a client address. told_ms: what the last attempt was told to wait.
CREATE TABLE IF NOT EXISTS login_failure (
	kind          ENUM('account', 'address') NOT NULL,
	name          CHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
	failures      INT UNSIGNED NOT NULL,
	blocked_until DATETIME(6) NULL,
	last_at       DATETIME(6) NOT NULL,
	told_ms       BIGINT UNSIGNED NOT NULL DEFAULT 0,
	PRIMARY KEY (kind, name),
	KEY login_failure_last (last_at)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci;

-- ---- films from OMDb ----

-- Films by title; where titles are the same to the collation, in one order over all pages.
ALTER TABLE work
	ADD KEY IF NOT EXISTS work_films (withdrawn, kind, title_search, imdb_id, id);

-- What imports know of IMDb ids. asked: OMDb was asked at asked_at, and nothing but the time counts; absent: it knows
-- none; gone: the film was deleted here and does not come back by itself. asked_at NULL: the question came to nothing
-- and may be asked at once.
CREATE TABLE IF NOT EXISTS film_lookup (
	imdb_id  VARCHAR(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
	state    ENUM('asked', 'absent', 'gone') NOT NULL DEFAULT 'asked',
	asked_at DATETIME(6) NULL,
	PRIMARY KEY (imdb_id)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci;

-- Requests that went to OMDb on a day (UTC), by whoever.
CREATE TABLE IF NOT EXISTS omdb_day (
	day   DATE NOT NULL,
	asked INT NOT NULL,
	PRIMARY KEY (day)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci;

-- ---- audit ----

-- Who changed what: one row for each act that changed something, written in the act's own transaction and never touched
-- again. at is the database's clock, so that one clock counts for all workers. before_state and after_state are JSON, or
-- NULL: made, or gone. route and target of carrelctl are the command and NULL.
CREATE TABLE IF NOT EXISTS audit (
	id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
	at           DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	actor        VARCHAR(100) NOT NULL COMMENT 'uuid of a person, visitor, open, or carrelctl:USER',
	role         VARCHAR(20) NOT NULL,
	request_id   VARCHAR(100) NOT NULL,
	method       VARCHAR(10) NOT NULL,
	route        VARCHAR(200) NOT NULL,
	target       VARCHAR(2000) NULL,
	subject      VARCHAR(20) NOT NULL,
	subject_id   VARCHAR(200) NULL,
	before_state LONGTEXT NULL,
	after_state  LONGTEXT NULL,
	PRIMARY KEY (id),
	KEY audit_at (at),
	KEY audit_subject (subject, subject_id),
	KEY audit_actor (actor),
	KEY audit_request (request_id)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- The chain over committed rows, made behind them: hash is the SHA-256 of previous and all columns of the row. Rows
-- commit in another order than their ids, so the chain has numbers of its own. A row that is sealed cannot be deleted
-- while foreign keys count. No triggers guard the audit: with binary logs they need rights that few sites' users have.
CREATE TABLE IF NOT EXISTS audit_seal (
	no        BIGINT UNSIGNED NOT NULL,
	audit_id  BIGINT UNSIGNED NOT NULL,
	previous  CHAR(64) NOT NULL,
	hash      CHAR(64) NOT NULL,
	sealed_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	PRIMARY KEY (no),
	UNIQUE KEY audit_seal_row (audit_id),
	CONSTRAINT audit_seal_of FOREIGN KEY (audit_id) REFERENCES audit (id)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;
