-- Holds: who gets a copy next. Truth is in the keys: one open hold per person and work, one ready hold per copy, no
-- position twice in a queue.

-- queue counts the acts on a work's queue and the copies that came back. Whoever queues and whoever brings back raises
-- it, so that no copy becomes free unseen beside a hold that has just begun to wait, on two nodes of a cluster either.
ALTER TABLE work
	ADD COLUMN IF NOT EXISTS queue BIGINT UNSIGNED NOT NULL DEFAULT 0 AFTER withdrawn,
	ADD KEY IF NOT EXISTS work_added (withdrawn, kind, id);

-- position: 1..n while pending, NULL otherwise. copy_id: the copy that is kept, from ready on. pickup_until NULL while
-- ready: it does not expire. suspended_until: passed over before that day. Holds are history like loans: a work or
-- person that has some is not deleted, but withdrawn.
-- hold_of_whom stands before hold_person: the first index is the foreign key's, and each change of one of its columns
-- would lock the person.
CREATE TABLE IF NOT EXISTS hold (
	id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
	uuid            UUID NOT NULL,
	work_id         BIGINT UNSIGNED NOT NULL,
	person_id       BIGINT UNSIGNED NOT NULL,
	copy_id         BIGINT UNSIGNED NULL,
	loan_id         BIGINT UNSIGNED NULL COMMENT 'that fulfilled it',
	state           ENUM('pending', 'ready', 'fulfilled', 'cancelled', 'expired') NOT NULL,
	position        INT UNSIGNED NULL,
	suspended_until DATE NULL,
	pickup_until    DATETIME(6) NULL,
	reason          VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NULL COMMENT 'why it was cancelled',
	placed_at       DATETIME(6) NOT NULL,
	ready_at        DATETIME(6) NULL,
	closed_at       DATETIME(6) NULL,
	version         INT UNSIGNED NOT NULL DEFAULT 1,
	open_work       BIGINT UNSIGNED GENERATED ALWAYS AS (IF(state IN ('pending', 'ready'), work_id, NULL)) VIRTUAL,
	ready_copy      BIGINT UNSIGNED GENERATED ALWAYS AS (IF(state = 'ready', copy_id, NULL)) VIRTUAL,
	PRIMARY KEY (id),
	UNIQUE KEY hold_uuid (uuid),
	UNIQUE KEY hold_open (open_work, person_id),
	UNIQUE KEY hold_ready_copy (ready_copy),
	UNIQUE KEY hold_position (work_id, position),
	KEY hold_work (work_id, state),
	KEY hold_copy (copy_id, state),
	KEY hold_of_whom (person_id, id),
	KEY hold_person (person_id, state),
	KEY hold_state (state, pickup_until),
	KEY hold_placed (placed_at),
	KEY hold_closed (closed_at),
	CONSTRAINT hold_of_work FOREIGN KEY (work_id) REFERENCES work (id),
	CONSTRAINT hold_of_person FOREIGN KEY (person_id) REFERENCES person (id),
	CONSTRAINT hold_of_copy FOREIGN KEY (copy_id) REFERENCES copy (id) ON DELETE SET NULL,
	CONSTRAINT hold_of_loan FOREIGN KEY (loan_id) REFERENCES loan (id),
	CONSTRAINT hold_waits CHECK ((state = 'pending') = (position IS NOT NULL)),
	CONSTRAINT hold_closed_whole CHECK ((state IN ('pending', 'ready')) = (closed_at IS NULL))
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci;

-- For the plots of loans over time.
ALTER TABLE loan
	ADD KEY IF NOT EXISTS loan_out (out_at);
