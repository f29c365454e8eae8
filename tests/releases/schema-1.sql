/*M!999999\- enable the sandbox mode */ 

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS */;
/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;
/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;
DROP TABLE IF EXISTS `copy`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `copy` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `uuid` uuid NOT NULL,
  `work_id` bigint(20) unsigned NOT NULL,
  `taken_by` enum('loan','hold') DEFAULT NULL,
  `created_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  PRIMARY KEY (`id`),
  UNIQUE KEY `copy_uuid` (`uuid`),
  KEY `copy_work` (`work_id`,`taken_by`),
  CONSTRAINT `copy_of_work` FOREIGN KEY (`work_id`) REFERENCES `work` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB AUTO_INCREMENT=22 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `copy` VALUES
(1,'f67baeef-4d8b-428b-937f-938d0796d60f',1,NULL,'2026-11-21 11:00:17.955706'),
(2,'a339bfc4-b2bb-4144-9c6c-ce2df803166f',2,NULL,'2026-11-21 11:00:17.957210'),
(3,'477cac5b-379d-473a-a786-0100797952a0',8,NULL,'2026-11-21 11:00:17.964154'),
(4,'1103fcaf-0275-499b-a9d8-d327079c66ea',9,NULL,'2026-11-21 11:00:17.964154'),
(5,'7cac2fdb-234d-4803-abfe-9fbf8861836e',15,NULL,'2026-11-21 11:00:17.964154'),
(6,'75ee3a68-2c19-4849-a19b-a78d1aea16ec',13,NULL,'2026-11-21 11:00:17.964154'),
(7,'9bc53e0a-03b3-40a0-ae97-d83496f11561',16,NULL,'2026-11-21 11:00:17.964154'),
(8,'1a8d7d2e-167f-4470-abac-a1514272e6a9',14,NULL,'2026-11-21 11:00:17.964154'),
(9,'0822272e-5714-4c0b-aa5f-45379d4fd19d',3,NULL,'2026-11-21 11:00:17.964154'),
(10,'af0e529f-a1a9-469b-a300-6a25bddad362',10,NULL,'2026-11-21 11:00:17.964154'),
(11,'c705ba1e-3e15-4f4d-ad1f-f756f56a211b',12,NULL,'2026-11-21 11:00:17.964154'),
(12,'c4720da0-06f2-4785-ad8c-db4353250ec0',4,NULL,'2026-11-21 11:00:17.964154'),
(13,'cfc6a7c4-eb5a-4472-a96d-261297ffae7b',5,NULL,'2026-11-21 11:00:17.964154'),
(14,'90dea335-3370-470f-a42d-3f7a7ab336d9',11,NULL,'2026-11-21 11:00:17.964154'),
(15,'ac0acc20-73c3-41e0-accc-bf4d92c8ac13',7,NULL,'2026-11-21 11:00:17.964154'),
(16,'60b1ed33-4756-43f7-a133-2487d6dbf6c4',6,NULL,'2026-11-21 11:00:17.964154'),
(18,'50256bc3-fe4c-443f-8041-2aeb2d1c52c6',17,NULL,'2026-11-21 11:00:18.502960'),
(20,'975229de-feea-4501-b4df-188d468203b4',19,NULL,'2026-11-21 11:00:18.548421');
DROP TABLE IF EXISTS `idempotency_key`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `idempotency_key` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `caller` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  `route` varchar(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL COMMENT 'method, pattern and SHA-256 of the target',
  `key_text` varchar(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  `body_hash` char(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  `status` smallint(5) unsigned DEFAULT NULL,
  `headers` text CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin DEFAULT NULL,
  `body` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin DEFAULT NULL,
  `created_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  PRIMARY KEY (`id`),
  UNIQUE KEY `idempotency_key_once` (`caller`,`route`,`key_text`),
  KEY `idempotency_key_age` (`created_at`)
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `idempotency_key` VALUES
(1,'open','POST /api/v1/works e897f4e3b4954729bc3a04a748c50b8f17f2515c575d1a1e0a950849bc40a6b0','k34111d8','32b4723a9f41661be133eb500b521024732614747db0ad5d0a44af9ea9595626',201,'application/json\nVersion: 1\nLocation: /api/v1/works/aeeba7d0-8a19-4ab8-bafd-5e3cdd241b3a\n','{\"id\":\"aeeba7d0-8a19-4ab8-bafd-5e3cdd241b3a\",\"kind\":\"book\",\"title\":\"Once 34111d7\",\"creator\":null,\"isbn\":null,\"imdb_id\":null,\"publisher\":null,\"published\":null,\"published_text\":null,\"year\":null,\"type\":null,\"genre\":null,\"country\":null,\"rating\":null,\"released\":null,\"copies\":1,\"available\":1,\"created_at\":\"2026-11-21T11:00:18.548091Z\",\"updated_at\":\"2026-11-21T11:00:18.548091Z\"}','2026-11-21 11:00:18.547729');
DROP TABLE IF EXISTS `list`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `list` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `uuid` uuid NOT NULL,
  `owner_id` bigint(20) unsigned NOT NULL,
  `name` varchar(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  `visibility` enum('private','unlisted','shared','public') NOT NULL DEFAULT 'private',
  `version` int(10) unsigned NOT NULL DEFAULT 1,
  `created_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  `updated_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  PRIMARY KEY (`id`),
  UNIQUE KEY `list_uuid` (`uuid`),
  UNIQUE KEY `list_owner_name` (`owner_id`,`name`),
  CONSTRAINT `list_of_owner` FOREIGN KEY (`owner_id`) REFERENCES `person` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `list` VALUES
(1,'9ba318c0-43ca-482c-ba70-895dde357ed5',1,'default','private',1,'2026-11-21 11:00:17.954804','2026-11-21 11:00:17.954804'),
(2,'2cac15f1-6716-4320-9e4c-feba1b27b2e9',2,'default','private',1,'2026-11-21 11:00:18.517609','2026-11-21 11:00:18.517609'),
(3,'c4ac2a84-0741-4354-b619-8069d8001cfe',2,'List 34111d6','private',2,'2026-11-21 11:00:18.531044','2026-11-21 11:00:18.540615'),
(5,'76fe0bd3-1c9d-4677-8d85-db8f5a1870fb',4,'default','private',1,'2026-11-21 11:00:18.687166','2026-11-21 11:00:18.687166'),
(6,'9f3c4935-6761-46ce-8e98-eafef656c8d0',4,'9f3c4935-6761-46ce-8e98-eafef656c8d0','private',1,'2026-11-21 11:00:18.689582','2026-11-21 11:00:18.689582');
DROP TABLE IF EXISTS `list_entry`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `list_entry` (
  `list_id` bigint(20) unsigned NOT NULL,
  `work_id` bigint(20) unsigned NOT NULL,
  `place` int(10) unsigned NOT NULL DEFAULT 4294967295,
  `note` varchar(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin DEFAULT NULL,
  `added_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  PRIMARY KEY (`list_id`,`work_id`),
  KEY `list_entry_work` (`work_id`),
  CONSTRAINT `list_entry_of_list` FOREIGN KEY (`list_id`) REFERENCES `list` (`id`) ON DELETE CASCADE,
  CONSTRAINT `list_entry_of_work` FOREIGN KEY (`work_id`) REFERENCES `work` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `list_entry` VALUES
(3,17,2,'a note','2026-11-21 11:00:18.533176');
DROP TABLE IF EXISTS `list_share`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `list_share` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `list_id` bigint(20) unsigned NOT NULL,
  `key_hash` char(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL COMMENT 'SHA-256 of the invitation key',
  `person_id` bigint(20) unsigned DEFAULT NULL,
  `created_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  `accepted_at` datetime(6) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `list_share_key` (`key_hash`),
  UNIQUE KEY `list_share_person` (`list_id`,`person_id`),
  KEY `list_share_of_person` (`person_id`),
  CONSTRAINT `list_share_of_list` FOREIGN KEY (`list_id`) REFERENCES `list` (`id`) ON DELETE CASCADE,
  CONSTRAINT `list_share_of_person` FOREIGN KEY (`person_id`) REFERENCES `person` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

DROP TABLE IF EXISTS `person`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `person` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `uuid` uuid NOT NULL,
  `email` varchar(320) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin DEFAULT NULL,
  `first_name` varchar(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL DEFAULT '',
  `last_name` varchar(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL DEFAULT '',
  `password_hash` varchar(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin DEFAULT NULL COMMENT 'argon2id, PHC string',
  `role` enum('member','staff','admin') NOT NULL DEFAULT 'member',
  `card_number` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin DEFAULT NULL,
  `active` tinyint(1) NOT NULL DEFAULT 1,
  `version` int(10) unsigned NOT NULL DEFAULT 1,
  `created_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  `updated_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  PRIMARY KEY (`id`),
  UNIQUE KEY `person_uuid` (`uuid`),
  UNIQUE KEY `person_email` (`email`),
  UNIQUE KEY `person_card` (`card_number`)
) ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `person` VALUES
(1,'46bd51f9-e20b-4b4f-b5a7-f25339a34906','fredr@neighborhood.com','fred','rogers','$argon2id$v=19$m=19456,t=2,p=1$XWoIkGPrwzOAv4ZKrUgsgw$FM/lyP5W3W+IIUR5CeCv9Oveyx16WzOhr+EYlX1afpQ','member',NULL,1,1,'2026-11-21 11:00:17.954413','2026-11-21 11:00:17.954413'),
(2,'39096cf3-d63b-470f-bdee-3a905237455b','m34111d4@example.com','Ann','O\'Hara',NULL,'member','c34111d5',1,2,'2026-11-21 11:00:18.517365','2026-11-21 11:00:18.520800'),
(4,'35b106a3-7cb9-4017-8d69-cc41bee274e4','m34111d13@example.com','Ann','O\'Hara',NULL,'member',NULL,1,1,'2026-11-21 11:00:18.687019','2026-11-21 11:00:18.687019');
DROP TABLE IF EXISTS `schema_migration`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `schema_migration` (
  `version` int(10) unsigned NOT NULL,
  `name` varchar(100) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
  `sha256` char(64) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
  `steps` int(10) unsigned NOT NULL,
  `done` int(10) unsigned NOT NULL,
  `applied_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  PRIMARY KEY (`version`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `schema_migration` VALUES
(1,'001-foundation.sql','da528c71e1f72b6f9da1c3e6b95133a6bcc4c5fb83bba41143c668387697326a',8,8,'2026-11-21 11:00:17.933443');
DROP TABLE IF EXISTS `seed`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `seed` (
  `name` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  `loaded_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  PRIMARY KEY (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `seed` VALUES
('fixed','2026-11-21 11:00:17.958028'),
('sample','2026-11-21 11:00:17.972218');
DROP TABLE IF EXISTS `work`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `work` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `uuid` uuid NOT NULL,
  `kind` enum('book','movie') NOT NULL,
  `title` varchar(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  `creator` varchar(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin DEFAULT NULL COMMENT 'author or director',
  `handle` varchar(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin DEFAULT NULL,
  `isbn` varchar(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin DEFAULT NULL,
  `isbn_key` varchar(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin DEFAULT NULL,
  `imdb_id` varchar(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin DEFAULT NULL,
  `identity` char(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin DEFAULT NULL COMMENT 'SHA-256 of an imported row''s identity',
  `publisher` varchar(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin DEFAULT NULL,
  `published` date DEFAULT NULL,
  `published_text` varchar(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin DEFAULT NULL COMMENT 'the date as it was given',
  `year` smallint(6) DEFAULT NULL,
  `type` char(1) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin DEFAULT NULL COMMENT 'tariff class',
  `genre` varchar(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin DEFAULT NULL,
  `country` varchar(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin DEFAULT NULL,
  `rating` decimal(3,1) DEFAULT NULL,
  `released` date DEFAULT NULL,
  `version` int(10) unsigned NOT NULL DEFAULT 1,
  `created_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  `updated_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  `title_search` varchar(500) GENERATED ALWAYS AS (`title`) STORED,
  `creator_search` varchar(1000) GENERATED ALWAYS AS (`creator`) STORED,
  PRIMARY KEY (`id`),
  UNIQUE KEY `work_uuid` (`uuid`),
  UNIQUE KEY `work_isbn` (`isbn_key`),
  UNIQUE KEY `work_handle` (`handle`),
  UNIQUE KEY `work_imdb` (`imdb_id`),
  UNIQUE KEY `work_identity` (`identity`),
  KEY `work_title` (`title_search`,`id`),
  KEY `work_kind_title` (`kind`,`title_search`,`id`),
  KEY `work_year` (`year`),
  FULLTEXT KEY `work_text` (`title_search`,`creator_search`)
) ENGINE=InnoDB AUTO_INCREMENT=21 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `work` VALUES
(1,'dfe3157b-b402-4104-a0eb-e54bee1210f0','book','Chicken Soup for the Soul 20th Anniversary Edition','Jack Canfield, Mark Victor Hansen, Amy Newmark','Chicken Soup for the Soul 20th Anniversary Edition','978-1611599138','9781611599138',NULL,NULL,NULL,'2013-06-25','2013-06-25',2013,NULL,NULL,NULL,NULL,NULL,1,'2026-11-21 11:00:17.955137','2026-11-21 11:00:17.955137','Chicken Soup for the Soul 20th Anniversary Edition','Jack Canfield, Mark Victor Hansen, Amy Newmark'),
(2,'04856d91-c951-429c-a405-423300faf499','book','Python for Dummies','John Paul Mueller','Python for Dummies','9781118891452','9781118891452',NULL,NULL,NULL,'2014-09-01','2014-09-01',2014,NULL,NULL,NULL,NULL,NULL,1,'2026-11-21 11:00:17.955137','2026-11-21 11:00:17.955137','Python for Dummies','John Paul Mueller'),
(3,'855cd5d2-5b26-4a77-bd4f-10949ce30f6a','book','Lolita','Vladimir Nabokov','Lolita','9780679723165','9780679723165',NULL,NULL,NULL,NULL,NULL,1955,NULL,NULL,NULL,NULL,NULL,1,'2026-11-21 11:00:17.963248','2026-11-21 11:00:17.963248','Lolita','Vladimir Nabokov'),
(4,'8bf041c2-5669-4d6c-9b65-f70e2db64c67','book','Dune','Frank Herbert','Dune','9780441013593','9780441013593',NULL,NULL,'Chilton',NULL,NULL,1965,NULL,NULL,NULL,NULL,NULL,1,'2026-11-21 11:00:17.963248','2026-11-21 11:00:17.963248','Dune','Frank Herbert'),
(5,'e2d5de72-669a-4642-a463-d8a9ec44b3d0','book','The Left Hand of Darkness','Ursula K. Le Guin','The Left Hand of Darkness','9780441478125','9780441478125',NULL,NULL,NULL,NULL,NULL,1969,NULL,NULL,NULL,NULL,NULL,1,'2026-11-21 11:00:17.963248','2026-11-21 11:00:17.963248','The Left Hand of Darkness','Ursula K. Le Guin'),
(6,'4f2e75ff-1511-4507-af9a-a515e785a004','book','Beloved','Toni Morrison','Beloved','9781400033416','9781400033416',NULL,NULL,NULL,NULL,NULL,1987,NULL,NULL,NULL,NULL,NULL,1,'2026-11-21 11:00:17.963248','2026-11-21 11:00:17.963248','Beloved','Toni Morrison'),
(7,'135c7e30-fc5e-4d58-b351-480c73a17b0d','book','The Name of the Rose','Umberto Eco','The Name of the Rose','9780156001311','9780156001311',NULL,NULL,NULL,NULL,NULL,1980,NULL,NULL,NULL,NULL,NULL,1,'2026-11-21 11:00:17.963248','2026-11-21 11:00:17.963248','The Name of the Rose','Umberto Eco'),
(8,'a16cb2ff-9b24-4ff1-a8b0-c93c515b8c7e','book','Pride and Prejudice','Jane Austen','Pride and Prejudice','9780141439518','9780141439518',NULL,NULL,NULL,NULL,NULL,1813,NULL,NULL,NULL,NULL,NULL,1,'2026-11-21 11:00:17.963248','2026-11-21 11:00:17.963248','Pride and Prejudice','Jane Austen'),
(9,'1a35102b-ac63-44c4-a60c-8efddd21587f','book','The Trial','Franz Kafka','The Trial','9780805209990','9780805209990',NULL,NULL,NULL,NULL,NULL,1925,NULL,NULL,NULL,NULL,NULL,1,'2026-11-21 11:00:17.963248','2026-11-21 11:00:17.963248','The Trial','Franz Kafka'),
(10,'daf4c0c9-e66a-4a39-9670-c0bec30fc096','book','Pedro Páramo','Juan Rulfo','Pedro Páramo','9780802133908','9780802133908',NULL,NULL,NULL,NULL,NULL,1955,NULL,NULL,NULL,NULL,NULL,1,'2026-11-21 11:00:17.963248','2026-11-21 11:00:17.963248','Pedro Páramo','Juan Rulfo'),
(11,'f6a86b8d-0861-46c1-8ec3-84d78d1528a4','movie','The Godfather','Francis Ford Coppola',NULL,NULL,NULL,'tt0068646',NULL,NULL,NULL,NULL,1972,NULL,'Crime, Drama','United States',9.2,'1972-03-24',1,'2026-11-21 11:00:17.963809','2026-11-21 11:00:17.963809','The Godfather','Francis Ford Coppola'),
(12,'76637f2e-8390-4cc1-a9c4-ef28f48c007c','movie','12 Angry Men','Sidney Lumet',NULL,NULL,NULL,'tt0050083',NULL,NULL,NULL,NULL,1957,NULL,'Crime, Drama','United States',9.0,'1957-04-10',1,'2026-11-21 11:00:17.963809','2026-11-21 11:00:17.963809','12 Angry Men','Sidney Lumet'),
(13,'34ee2a71-4278-4a4c-9dfb-5d4b5f1c958c','movie','Casablanca','Michael Curtiz',NULL,NULL,NULL,'tt0034583',NULL,NULL,NULL,NULL,1942,NULL,'Drama, Romance, War','United States',8.5,'1943-01-23',1,'2026-11-21 11:00:17.963809','2026-11-21 11:00:17.963809','Casablanca','Michael Curtiz'),
(14,'6642db12-9b14-442c-b030-0c0511302338','movie','Seven Samurai','Akira Kurosawa',NULL,NULL,NULL,'tt0047478',NULL,NULL,NULL,NULL,1954,NULL,'Action, Drama','Japan',8.6,'1956-11-19',1,'2026-11-21 11:00:17.963809','2026-11-21 11:00:17.963809','Seven Samurai','Akira Kurosawa'),
(15,'8ee951e2-7836-4567-9a22-e9f1f49c54ec','movie','Metropolis','Fritz Lang',NULL,NULL,NULL,'tt0017136',NULL,NULL,NULL,NULL,1927,NULL,'Drama, Sci-Fi','Germany',8.3,'1927-03-13',1,'2026-11-21 11:00:17.963809','2026-11-21 11:00:17.963809','Metropolis','Fritz Lang'),
(16,'1021bc92-a846-4421-b254-c6abf503f56d','movie','Singin\' in the Rain','Stanley Donen, Gene Kelly',NULL,NULL,NULL,'tt0045152',NULL,NULL,NULL,NULL,1952,NULL,'Comedy, Musical, Romance','United States',8.3,'1952-04-11',1,'2026-11-21 11:00:17.963809','2026-11-21 11:00:17.963809','Singin\' in the Rain','Stanley Donen, Gene Kelly'),
(17,'a891aa50-1a6b-4960-80d2-7d7c4608a941','book','Day 34111d1','Änne Müller','Day 34111d1','978-1-3649-0134-9','9781364901349',NULL,NULL,'P\'s \\ \"press\" ☃',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2,'2026-11-21 11:00:18.502420','2026-11-21 11:00:18.512695','Day 34111d1','Änne Müller'),
(19,'aeeba7d0-8a19-4ab8-bafd-5e3cdd241b3a','book','Once 34111d7',NULL,'Once 34111d7',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,'2026-11-21 11:00:18.548091','2026-11-21 11:00:18.548091','Once 34111d7',NULL);
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

