-- What is listed in the order of names comes out of an index; members are counted and admins found by their role.

ALTER TABLE person
	ADD KEY IF NOT EXISTS person_by_name (removed, last_name, first_name, id),
	ADD KEY IF NOT EXISTS person_by_role (removed, role);

ALTER TABLE list
	ADD KEY IF NOT EXISTS list_by_name (name, id);
