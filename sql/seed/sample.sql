-- A small sample, so that a new site is not empty. IGNORE: what has the same key stays.
INSERT IGNORE INTO work (uuid, kind, title, handle, creator, isbn, isbn_key, year, publisher) VALUES
	('855cd5d2-5b26-4a77-bd4f-10949ce30f6a', 'book', 'Lolita', 'Lolita', 'Vladimir Nabokov', '9780679723165', '9780679723165', 1955, NULL),
	('8bf041c2-5669-4d6c-9b65-f70e2db64c67', 'book', 'Dune', 'Dune', 'Frank Herbert', '9780441013593', '9780441013593', 1965, 'Chilton'),
	('e2d5de72-669a-4642-a463-d8a9ec44b3d0', 'book', 'The Left Hand of Darkness', 'The Left Hand of Darkness', 'Ursula K. Le Guin', '9780441478125', '9780441478125', 1969, NULL),
	('4f2e75ff-1511-4507-af9a-a515e785a004', 'book', 'Beloved', 'Beloved', 'Toni Morrison', '9781400033416', '9781400033416', 1987, NULL),
	('135c7e30-fc5e-4d58-b351-480c73a17b0d', 'book', 'The Name of the Rose', 'The Name of the Rose', 'Umberto Eco', '9780156001311', '9780156001311', 1980, NULL),
	('a16cb2ff-9b24-4ff1-a8b0-c93c515b8c7e', 'book', 'Pride and Prejudice', 'Pride and Prejudice', 'Jane Austen', '9780141439518', '9780141439518', 1813, NULL),
	('1a35102b-ac63-44c4-a60c-8efddd21587f', 'book', 'The Trial', 'The Trial', 'Franz Kafka', '9780805209990', '9780805209990', 1925, NULL),
	('daf4c0c9-e66a-4a39-9670-c0bec30fc096', 'book', 'Pedro Páramo', 'Pedro Páramo', 'Juan Rulfo', '9780802133908', '9780802133908', 1955, NULL);

INSERT IGNORE INTO work (uuid, kind, imdb_id, title, year, genre, creator, country, rating, released) VALUES
	('f6a86b8d-0861-46c1-8ec3-84d78d1528a4', 'movie', 'tt0068646', 'The Godfather', 1972, 'Crime, Drama', 'Francis Ford Coppola', 'United States', 9.2, '1972-03-24'),
	('76637f2e-8390-4cc1-a9c4-ef28f48c007c', 'movie', 'tt0050083', '12 Angry Men', 1957, 'Crime, Drama', 'Sidney Lumet', 'United States', 9.0, '1957-04-10'),
	('34ee2a71-4278-4a4c-9dfb-5d4b5f1c958c', 'movie', 'tt0034583', 'Casablanca', 1942, 'Drama, Romance, War', 'Michael Curtiz', 'United States', 8.5, '1943-01-23'),
	('6642db12-9b14-442c-b030-0c0511302338', 'movie', 'tt0047478', 'Seven Samurai', 1954, 'Action, Drama', 'Akira Kurosawa', 'Japan', 8.6, '1956-11-19'),
	('8ee951e2-7836-4567-9a22-e9f1f49c54ec', 'movie', 'tt0017136', 'Metropolis', 1927, 'Drama, Sci-Fi', 'Fritz Lang', 'Germany', 8.3, '1927-03-13'),
	('1021bc92-a846-4421-b254-c6abf503f56d', 'movie', 'tt0045152', 'Singin'' in the Rain', 1952, 'Comedy, Musical, Romance', 'Stanley Donen, Gene Kelly', 'United States', 8.3, '1952-04-11');

-- Each work gets its first copy; random version 4 ids.
INSERT INTO copy (uuid, work_id)
	SELECT CAST(INSERT(INSERT(LOWER(HEX(RANDOM_BYTES(16))), 13, 1, '4'), 17, 1, 'a') AS UUID), id FROM work w
	WHERE NOT EXISTS (SELECT 1 FROM copy c WHERE c.work_id = w.id);
