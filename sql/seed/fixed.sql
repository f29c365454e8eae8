-- Fixed rows of the wishlist manager: published, so their ids never change. IGNORE: what has the same key stays.
-- The password is published too ("won'tyoubemyneighbor"): only its argon2id hash is kept, and it opens no account.
INSERT IGNORE INTO person (uuid, email, first_name, last_name, password_hash, password_public) VALUES
	('46bd51f9-e20b-4b4f-b5a7-f25339a34906', 'fredr@neighborhood.com', 'fred', 'rogers',
	'$argon2id$v=19$m=19456,t=2,p=1$XWoIkGPrwzOAv4ZKrUgsgw$FM/lyP5W3W+IIUR5CeCv9Oveyx16WzOhr+EYlX1afpQ', TRUE);

INSERT IGNORE INTO list (uuid, owner_id, name)
	SELECT '9ba318c0-43ca-482c-ba70-895dde357ed5', id, 'default' FROM person WHERE uuid = '46bd51f9-e20b-4b4f-b5a7-f25339a34906';

INSERT IGNORE INTO work (uuid, kind, title, handle, creator, isbn, isbn_key, published, published_text, year) VALUES
	('dfe3157b-b402-4104-a0eb-e54bee1210f0', 'book', 'Chicken Soup for the Soul 20th Anniversary Edition',
	'Chicken Soup for the Soul 20th Anniversary Edition', 'Jack Canfield, Mark Victor Hansen, Amy Newmark',
	'978-1611599138', '9781611599138', '2013-06-25', '2013-06-25', 2013),
	('04856d91-c951-429c-a405-423300faf499', 'book', 'Python for Dummies', 'Python for Dummies',
	'John Paul Mueller', '9781118891452', '9781118891452', '2014-09-01', '2014-09-01', 2014);

-- Each work gets its first copy.
INSERT IGNORE INTO copy (uuid, work_id)
	SELECT 'f67baeef-4d8b-428b-937f-938d0796d60f', id FROM work WHERE uuid = 'dfe3157b-b402-4104-a0eb-e54bee1210f0';

INSERT IGNORE INTO copy (uuid, work_id)
	SELECT 'a339bfc4-b2bb-4144-9c6c-ce2df803166f', id FROM work WHERE uuid = '04856d91-c951-429c-a405-423300faf499';
