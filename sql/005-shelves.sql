-- The works of a kind (or of all) in the order of their titles, cut into small parts that are counted: page number n
-- is found by adding up counts, not by walking over what stands before it. A change of the catalogue counts in its own
-- transaction, shelf first, so that whoever changes parts is alone.

-- One row. version: raised by each change, and begun with a time so that no number comes twice, so that what somebody remembers of the parts can be seen to be old. epoch:
-- raised when all parts were cut anew.
CREATE TABLE IF NOT EXISTS shelf (
	one     TINYINT UNSIGNED NOT NULL DEFAULT 1,
	version BIGINT UNSIGNED NOT NULL DEFAULT 1,
	epoch   BIGINT UNSIGNED NOT NULL DEFAULT 1,
	works   BIGINT NOT NULL,
	books   BIGINT NOT NULL,
	movies  BIGINT NOT NULL,
	PRIMARY KEY (one),
	CONSTRAINT shelf_alone CHECK (one = 1)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci;

-- Every work whose title sorts from first_title on, up to the next part's. place: the order of the parts as a number
-- with room between. version: of the shelf at its last change.
CREATE TABLE IF NOT EXISTS shelf_part (
	kind        ENUM('all', 'book', 'movie') NOT NULL,
	first_title VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci NOT NULL,
	place       BIGINT NOT NULL,
	works       BIGINT NOT NULL,
	version     BIGINT UNSIGNED NOT NULL,
	PRIMARY KEY (kind, first_title),
	UNIQUE KEY shelf_part_place (kind, place),
	KEY shelf_part_version (kind, version)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci;

-- The entries of a list in their order, without sorting.
ALTER TABLE list_entry
	ADD KEY IF NOT EXISTS list_entry_order (list_id, place, added_at, work_id);

-- Keys that were put into 003 after some had made their tables with it.
ALTER TABLE hold
	ADD KEY IF NOT EXISTS hold_work (work_id, state),
	ADD KEY IF NOT EXISTS hold_copy (copy_id, state),
	DROP KEY IF EXISTS hold_of_copy;

-- One part each to begin with; carrelctl migrate cuts them.
INSERT IGNORE INTO shelf (version, works, books, movies)
	SELECT CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS UNSIGNED), COUNT(*), COALESCE(SUM(kind = 'book'), 0), COALESCE(SUM(kind = 'movie'), 0) FROM work WHERE withdrawn = 0;

INSERT IGNORE INTO shelf_part (kind, first_title, place, works, version)
	SELECT 'all', '', 0, works, version FROM shelf UNION ALL
	SELECT 'book', '', 0, books, version FROM shelf UNION ALL
	SELECT 'movie', '', 0, movies, version FROM shelf;
