-- Loans, tariffs, and the ledger. Money is in integer minor units; nothing here is ever deleted or updated but the one
-- closing of a loan.

-- A work or person with history is never deleted: the row stays, withdrawn, with its keys given up.
ALTER TABLE work
	ADD COLUMN IF NOT EXISTS withdrawn BOOLEAN NOT NULL DEFAULT FALSE AFTER released,
	DROP KEY IF EXISTS work_title,
	DROP KEY IF EXISTS work_kind_title,
	ADD KEY IF NOT EXISTS work_by_title (withdrawn, title_search, id),
	ADD KEY IF NOT EXISTS work_by_kind (withdrawn, kind, title_search, id);

-- ledger counts the money acts on a person's account. Each act begins with raising it, so that two never run at once,
-- on two nodes of a cluster either (a mere lock would hold on one node only).
ALTER TABLE person
	ADD COLUMN IF NOT EXISTS removed BOOLEAN NOT NULL DEFAULT FALSE AFTER active,
	ADD COLUMN IF NOT EXISTS ledger BIGINT UNSIGNED NOT NULL DEFAULT 0 AFTER removed;

-- Every change of prices is a new version; open loans keep theirs.
CREATE TABLE IF NOT EXISTS tariff_version (
	version    INT UNSIGNED NOT NULL AUTO_INCREMENT,
	created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	created_by VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
	PRIMARY KEY (version)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci;

-- days = whole days out, at least 1; charge = max(least, min(days, first_days) * first_rate
--	+ max(0, days - first_days) * after_rate).
CREATE TABLE IF NOT EXISTS tariff (
	version          INT UNSIGNED NOT NULL,
	type             CHAR(1) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
	name             VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
	first_days       INT UNSIGNED NOT NULL,
	first_rate_minor BIGINT NOT NULL,
	after_rate_minor BIGINT NOT NULL,
	least_minor      BIGINT NOT NULL,
	PRIMARY KEY (version, type),
	CONSTRAINT tariff_of_version FOREIGN KEY (version) REFERENCES tariff_version (version),
	CONSTRAINT tariff_not_negative CHECK (first_rate_minor >= 0 AND after_rate_minor >= 0 AND least_minor >= 0)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci;

INSERT IGNORE INTO tariff_version (version, created_by) VALUES (1, 'carrelctl');

INSERT IGNORE INTO tariff (version, type, name, first_days, first_rate_minor, after_rate_minor, least_minor) VALUES
	(1, 'R', 'Regular', 2, 100, 150, 200),
	(1, 'F', 'Fiction', 0, 0, 300, 300),
	(1, 'N', 'Novel', 0, 0, 150, 450);

-- open_copy is the copy while the loan is open: one open loan per copy, whatever the program does. VIRTUAL, because
-- STORED refuses a foreign key that sets its base column NULL. At the return the tariff row that was used is copied
-- into the loan, so that the charge can be explained for ever.
CREATE TABLE IF NOT EXISTS loan (
	id               BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
	uuid             UUID NOT NULL,
	copy_id          BIGINT UNSIGNED NULL,
	work_id          BIGINT UNSIGNED NOT NULL,
	person_id        BIGINT UNSIGNED NOT NULL,
	out_at           DATETIME(6) NOT NULL,
	due_at           DATETIME(6) NOT NULL,
	returned_at      DATETIME(6) NULL,
	renewals         INT UNSIGNED NOT NULL DEFAULT 0,
	tariff_version   INT UNSIGNED NOT NULL,
	type             CHAR(1) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NULL,
	first_days       INT UNSIGNED NULL,
	first_rate_minor BIGINT NULL,
	after_rate_minor BIGINT NULL,
	least_minor      BIGINT NULL,
	days             BIGINT NULL,
	charge_minor     BIGINT NULL,
	version          INT UNSIGNED NOT NULL DEFAULT 1,
	open_copy        BIGINT UNSIGNED GENERATED ALWAYS AS (IF(returned_at IS NULL, copy_id, NULL)) VIRTUAL,
	PRIMARY KEY (id),
	UNIQUE KEY loan_uuid (uuid),
	UNIQUE KEY loan_open_copy (open_copy),
	KEY loan_person (person_id, id),
	KEY loan_person_open (person_id, returned_at, due_at),
	KEY loan_work (work_id, id),
	KEY loan_due (returned_at, due_at),
	CONSTRAINT loan_of_copy FOREIGN KEY (copy_id) REFERENCES copy (id) ON DELETE SET NULL,
	CONSTRAINT loan_of_work FOREIGN KEY (work_id) REFERENCES work (id),
	CONSTRAINT loan_of_person FOREIGN KEY (person_id) REFERENCES person (id),
	CONSTRAINT loan_of_tariff FOREIGN KEY (tariff_version) REFERENCES tariff_version (version),
	CONSTRAINT loan_closed_whole CHECK ((returned_at IS NULL) = (charge_minor IS NULL))
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci;

-- amount_minor: debits (charge, refund) above 0, credits (payment, waiver) below; a void is the reverse of the line it
-- names. One charge per loan and one void per line, by UNIQUE keys.
CREATE TABLE IF NOT EXISTS account_line (
	id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
	uuid         UUID NOT NULL,
	person_id    BIGINT UNSIGNED NOT NULL,
	kind         ENUM('charge', 'payment', 'waiver', 'refund', 'void') NOT NULL,
	amount_minor BIGINT NOT NULL,
	loan_id      BIGINT UNSIGNED NULL,
	voids_id     BIGINT UNSIGNED NULL,
	note         VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NULL,
	created_at   DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	created_by   VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
	charged_loan BIGINT UNSIGNED GENERATED ALWAYS AS (IF(kind = 'charge', loan_id, NULL)) VIRTUAL,
	PRIMARY KEY (id),
	UNIQUE KEY account_line_uuid (uuid),
	UNIQUE KEY account_line_charged_loan (charged_loan),
	UNIQUE KEY account_line_voids (voids_id),
	KEY account_line_person (person_id, id),
	KEY account_line_kind (person_id, kind, amount_minor),
	CONSTRAINT account_line_of_person FOREIGN KEY (person_id) REFERENCES person (id),
	CONSTRAINT account_line_of_loan FOREIGN KEY (loan_id) REFERENCES loan (id),
	CONSTRAINT account_line_voids_line FOREIGN KEY (voids_id) REFERENCES account_line (id),
	CONSTRAINT account_line_sign CHECK (kind = 'void'
		OR (kind IN ('charge', 'refund') AND amount_minor > 0) OR (kind IN ('payment', 'waiver') AND amount_minor < 0))
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci;

-- Which credit paid which debit, and how much of it. When a line is voided its offsets are balanced by reversing rows
-- with a negative amount, each once by the UNIQUE key; what counts is the sum.
CREATE TABLE IF NOT EXISTS account_offset (
	id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
	credit_id    BIGINT UNSIGNED NOT NULL,
	debit_id     BIGINT UNSIGNED NOT NULL,
	amount_minor BIGINT NOT NULL,
	reverses_id  BIGINT UNSIGNED NULL,
	created_at   DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	PRIMARY KEY (id),
	UNIQUE KEY account_offset_reverses (reverses_id),
	KEY account_offset_credit (credit_id),
	KEY account_offset_debit (debit_id),
	CONSTRAINT account_offset_of_credit FOREIGN KEY (credit_id) REFERENCES account_line (id),
	CONSTRAINT account_offset_of_debit FOREIGN KEY (debit_id) REFERENCES account_line (id),
	CONSTRAINT account_offset_reversed FOREIGN KEY (reverses_id) REFERENCES account_offset (id),
	CONSTRAINT account_offset_sign CHECK (amount_minor <> 0 AND (reverses_id IS NULL) = (amount_minor > 0))
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci;
