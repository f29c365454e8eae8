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
DROP TABLE IF EXISTS `account_line`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `account_line` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `uuid` uuid NOT NULL,
  `person_id` bigint(20) unsigned NOT NULL,
  `kind` enum('charge','payment','waiver','refund','void') NOT NULL,
  `amount_minor` bigint(20) NOT NULL,
  `loan_id` bigint(20) unsigned DEFAULT NULL,
  `voids_id` bigint(20) unsigned DEFAULT NULL,
  `note` varchar(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin DEFAULT NULL,
  `created_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  `created_by` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  `charged_loan` bigint(20) unsigned GENERATED ALWAYS AS (if(`kind` = 'charge',`loan_id`,NULL)) VIRTUAL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `account_line_uuid` (`uuid`),
  UNIQUE KEY `account_line_charged_loan` (`charged_loan`),
  UNIQUE KEY `account_line_voids` (`voids_id`),
  KEY `account_line_person` (`person_id`,`id`),
  KEY `account_line_kind` (`person_id`,`kind`,`amount_minor`),
  KEY `account_line_of_loan` (`loan_id`),
  CONSTRAINT `account_line_of_loan` FOREIGN KEY (`loan_id`) REFERENCES `loan` (`id`),
  CONSTRAINT `account_line_of_person` FOREIGN KEY (`person_id`) REFERENCES `person` (`id`),
  CONSTRAINT `account_line_voids_line` FOREIGN KEY (`voids_id`) REFERENCES `account_line` (`id`),
  CONSTRAINT `account_line_sign` CHECK (`kind` = 'void' or `kind` in ('charge','refund') and `amount_minor` > 0 or `kind` in ('payment','waiver') and `amount_minor` < 0)
) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `account_line` VALUES
(1,'5b205957-d94d-4185-813a-6e8d01763fb0',5,'charge',300,1,NULL,NULL,'2026-11-21 12:04:48.166329','open',1),
(2,'48717cc2-0c41-4673-bcca-880463c38746',2,'charge',650,2,NULL,NULL,'2026-11-21 12:04:48.195279','open',2),
(3,'f4a69057-14d3-4bd5-9231-08335e76db9f',2,'payment',-250,NULL,NULL,NULL,'2026-11-21 12:04:48.198319','open',NULL),
(4,'0bf33996-99dd-4f40-a20d-e3eedac7fb20',2,'waiver',-100,NULL,NULL,'it rained','2026-11-21 12:04:48.201578','open',NULL),
(5,'df394100-f713-4770-982c-aec8eb5303fc',2,'void',250,NULL,3,NULL,'2026-11-21 12:04:48.204208','open',NULL),
(6,'3656deea-86cf-4b2e-b7ac-bb51fb021c52',2,'payment',-100,NULL,NULL,NULL,'2026-11-21 12:04:48.206699','open',NULL);
DROP TABLE IF EXISTS `account_offset`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `account_offset` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `credit_id` bigint(20) unsigned NOT NULL,
  `debit_id` bigint(20) unsigned NOT NULL,
  `amount_minor` bigint(20) NOT NULL,
  `reverses_id` bigint(20) unsigned DEFAULT NULL,
  `created_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  PRIMARY KEY (`id`),
  UNIQUE KEY `account_offset_reverses` (`reverses_id`),
  KEY `account_offset_credit` (`credit_id`),
  KEY `account_offset_debit` (`debit_id`),
  CONSTRAINT `account_offset_of_credit` FOREIGN KEY (`credit_id`) REFERENCES `account_line` (`id`),
  CONSTRAINT `account_offset_of_debit` FOREIGN KEY (`debit_id`) REFERENCES `account_line` (`id`),
  CONSTRAINT `account_offset_reversed` FOREIGN KEY (`reverses_id`) REFERENCES `account_offset` (`id`),
  CONSTRAINT `account_offset_sign` CHECK (`amount_minor` <> 0 and `reverses_id` is null = (`amount_minor` > 0))
) ENGINE=InnoDB AUTO_INCREMENT=6 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `account_offset` VALUES
(1,3,2,250,NULL,'2026-11-21 12:04:48.198832'),
(2,4,2,100,NULL,'2026-11-21 12:04:48.201674'),
(3,3,2,-250,1,'2026-11-21 12:04:48.204383'),
(4,3,5,250,NULL,'2026-11-21 12:04:48.204644'),
(5,6,2,100,NULL,'2026-11-21 12:04:48.206813');
DROP TABLE IF EXISTS `audit`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `audit` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  `actor` varchar(100) NOT NULL COMMENT 'uuid of a person, visitor, open, or carrelctl:USER',
  `role` varchar(20) NOT NULL,
  `request_id` varchar(100) NOT NULL,
  `method` varchar(10) NOT NULL,
  `route` varchar(200) NOT NULL,
  `target` varchar(2000) DEFAULT NULL,
  `subject` varchar(20) NOT NULL,
  `subject_id` varchar(200) DEFAULT NULL,
  `before_state` longtext DEFAULT NULL,
  `after_state` longtext DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `audit_at` (`at`),
  KEY `audit_subject` (`subject`,`subject_id`),
  KEY `audit_actor` (`actor`),
  KEY `audit_request` (`request_id`)
) ENGINE=InnoDB AUTO_INCREMENT=53 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `audit` VALUES
(1,'2026-11-21 12:04:47.138909','carrelctl:root','operator','2c16e086-46cb-43dc-a39a-9e9661e658c1','RUN','carrelctl seed',NULL,'import','fixed',NULL,'{\"rows\":\"seed\"}'),
(2,'2026-11-21 12:04:47.143687','carrelctl:root','operator','2c16e086-46cb-43dc-a39a-9e9661e658c1','RUN','carrelctl seed',NULL,'import','sample',NULL,'{\"rows\":\"seed\"}'),
(3,'2026-11-21 12:04:47.987943','open','staff','e5f894a0d49e3a218e71640c8f9fb804','POST','/api/v1/works','/api/v1/works','work','d40f1298-b3e8-4815-bcf0-2ffab27064d5',NULL,'{\"id\":\"d40f1298-b3e8-4815-bcf0-2ffab27064d5\",\"kind\":\"book\",\"title\":\"Day 9655f81\",\"creator\":\"Änne Müller\",\"isbn\":\"978-3-9409-6334-5\",\"imdb_id\":null,\"publisher\":null,\"published\":null,\"published_text\":null,\"year\":null,\"type\":null,\"genre\":null,\"country\":null,\"rating\":null,\"released\":null,\"copies\":1,\"available\":1,\"created_at\":\"2026-11-21T12:04:47.986814Z\",\"updated_at\":\"2026-11-21T12:04:47.986814Z\"}'),
(4,'2026-11-21 12:04:47.992610','open','staff','561f89c1b6cc3dfc37c646f3b509affc','PATCH','/api/v1/works/{id}','/api/v1/works/d40f1298-b3e8-4815-bcf0-2ffab27064d5','work','d40f1298-b3e8-4815-bcf0-2ffab27064d5','{\"id\":\"d40f1298-b3e8-4815-bcf0-2ffab27064d5\",\"kind\":\"book\",\"title\":\"Day 9655f81\",\"creator\":\"Änne Müller\",\"isbn\":\"978-3-9409-6334-5\",\"imdb_id\":null,\"publisher\":null,\"published\":null,\"published_text\":null,\"year\":null,\"type\":null,\"genre\":null,\"country\":null,\"rating\":null,\"released\":null,\"copies\":1,\"available\":1,\"created_at\":\"2026-11-21T12:04:47.986814Z\",\"updated_at\":\"2026-11-21T12:04:47.986814Z\"}','{\"id\":\"d40f1298-b3e8-4815-bcf0-2ffab27064d5\",\"kind\":\"book\",\"title\":\"Day 9655f81\",\"creator\":\"Änne Müller\",\"isbn\":\"978-3-9409-6334-5\",\"imdb_id\":null,\"publisher\":\"P\'s \\\\ \\\"press\\\" ☃\",\"published\":null,\"published_text\":null,\"year\":null,\"type\":null,\"genre\":null,\"country\":null,\"rating\":null,\"released\":null,\"copies\":1,\"available\":1,\"created_at\":\"2026-11-21T12:04:47.986814Z\",\"updated_at\":\"2026-11-21T12:04:47.992066Z\"}'),
(5,'2026-11-21 12:04:47.996575','open','staff','b2cbd1c129920bb093a19cee16ca0f2c','POST','/api/v1/works','/api/v1/works','work','9edcff12-5126-48b7-8c8b-5043444ed9f2',NULL,'{\"id\":\"9edcff12-5126-48b7-8c8b-5043444ed9f2\",\"kind\":\"book\",\"title\":\"Gone 9655f83\",\"creator\":null,\"isbn\":null,\"imdb_id\":null,\"publisher\":null,\"published\":null,\"published_text\":null,\"year\":null,\"type\":null,\"genre\":null,\"country\":null,\"rating\":null,\"released\":null,\"copies\":1,\"available\":1,\"created_at\":\"2026-11-21T12:04:47.994959Z\",\"updated_at\":\"2026-11-21T12:04:47.994959Z\"}'),
(6,'2026-11-21 12:04:48.000814','open','staff','8abbaa1909d9d4261ce6faa7adc185d7','POST','/api/v1/people','/api/v1/people','person','3dc89923-ed41-4b82-8127-2c0d12732ecb',NULL,'{\"id\":\"3dc89923-ed41-4b82-8127-2c0d12732ecb\",\"email\":\"m9655f84@example.com\",\"first_name\":\"Ann\",\"last_name\":\"O\'Hara\",\"role\":\"member\",\"card_number\":null,\"active\":true,\"created_at\":\"2026-11-21T12:04:47.999859Z\",\"updated_at\":\"2026-11-21T12:04:47.999859Z\"}'),
(7,'2026-11-21 12:04:48.006040','open','staff','32855a96311d50b783a3ba391f259318','PATCH','/api/v1/people/{id}','/api/v1/people/3dc89923-ed41-4b82-8127-2c0d12732ecb','person','3dc89923-ed41-4b82-8127-2c0d12732ecb','{\"id\":\"3dc89923-ed41-4b82-8127-2c0d12732ecb\",\"email\":\"m9655f84@example.com\",\"first_name\":\"Ann\",\"last_name\":\"O\'Hara\",\"role\":\"member\",\"card_number\":null,\"active\":true,\"created_at\":\"2026-11-21T12:04:47.999859Z\",\"updated_at\":\"2026-11-21T12:04:47.999859Z\"}','{\"id\":\"3dc89923-ed41-4b82-8127-2c0d12732ecb\",\"email\":\"m9655f84@example.com\",\"first_name\":\"Ann\",\"last_name\":\"O\'Hara\",\"role\":\"member\",\"card_number\":\"c9655f85\",\"active\":true,\"created_at\":\"2026-11-21T12:04:47.999859Z\",\"updated_at\":\"2026-11-21T12:04:48.005331Z\"}'),
(8,'2026-11-21 12:04:48.009306','open','staff','d57da3cb95c03d5db85d64f64c345274','POST','/api/v1/lists','/api/v1/lists','list','b9390aa7-9b12-4a13-8f15-a299c71d40c2',NULL,'{\"id\":\"b9390aa7-9b12-4a13-8f15-a299c71d40c2\",\"owner\":\"3dc89923-ed41-4b82-8127-2c0d12732ecb\",\"name\":\"List 9655f86\",\"visibility\":\"private\",\"entries\":0,\"created_at\":\"2026-11-21T12:04:48.008514Z\",\"updated_at\":\"2026-11-21T12:04:48.008514Z\"}'),
(9,'2026-11-21 12:04:48.012318','open','staff','474fcc4c4edb972826ee2b95e6134eba','PUT','/api/v1/lists/{id}/entries/{work}','/api/v1/lists/b9390aa7-9b12-4a13-8f15-a299c71d40c2/entries/d40f1298-b3e8-4815-bcf0-2ffab27064d5','entry','b9390aa7-9b12-4a13-8f15-a299c71d40c2',NULL,'{\"list\":\"b9390aa7-9b12-4a13-8f15-a299c71d40c2\",\"work\":\"d40f1298-b3e8-4815-bcf0-2ffab27064d5\",\"note\":\"a note\"}'),
(10,'2026-11-21 12:04:48.014689','open','staff','485818250fdcc138d79c09885dcf6047','PUT','/api/v1/lists/{id}/entries/{work}','/api/v1/lists/b9390aa7-9b12-4a13-8f15-a299c71d40c2/entries/9edcff12-5126-48b7-8c8b-5043444ed9f2','entry','b9390aa7-9b12-4a13-8f15-a299c71d40c2',NULL,'{\"list\":\"b9390aa7-9b12-4a13-8f15-a299c71d40c2\",\"work\":\"9edcff12-5126-48b7-8c8b-5043444ed9f2\",\"note\":\"a note\"}'),
(11,'2026-11-21 12:04:48.018001','open','staff','236518766e1afe475c7e3b934d5ef71a','PUT','/api/v1/lists/{id}/entries/order','/api/v1/lists/b9390aa7-9b12-4a13-8f15-a299c71d40c2/entries/order','list','b9390aa7-9b12-4a13-8f15-a299c71d40c2','{\"order\":[\"d40f1298-b3e8-4815-bcf0-2ffab27064d5\",\"9edcff12-5126-48b7-8c8b-5043444ed9f2\"]}','{\"order\":[\"9edcff12-5126-48b7-8c8b-5043444ed9f2\",\"d40f1298-b3e8-4815-bcf0-2ffab27064d5\"]}'),
(12,'2026-11-21 12:04:48.020504','open','staff','e1b247d473b87ea49e6ba76a3f870ec8','DELETE','/api/v1/lists/{id}/entries/{work}','/api/v1/lists/b9390aa7-9b12-4a13-8f15-a299c71d40c2/entries/9edcff12-5126-48b7-8c8b-5043444ed9f2','entry','b9390aa7-9b12-4a13-8f15-a299c71d40c2','{\"list\":\"b9390aa7-9b12-4a13-8f15-a299c71d40c2\",\"work\":\"9edcff12-5126-48b7-8c8b-5043444ed9f2\",\"note\":\"a note\"}',NULL),
(13,'2026-11-21 12:04:48.023162','open','staff','f6c7f5a278fb28c214b1a0d0cb2d35d1','DELETE','/api/v1/works/{id}','/api/v1/works/9edcff12-5126-48b7-8c8b-5043444ed9f2','work','9edcff12-5126-48b7-8c8b-5043444ed9f2','{\"id\":\"9edcff12-5126-48b7-8c8b-5043444ed9f2\",\"kind\":\"book\",\"title\":\"Gone 9655f83\",\"creator\":null,\"isbn\":null,\"imdb_id\":null,\"publisher\":null,\"published\":null,\"published_text\":null,\"year\":null,\"type\":null,\"genre\":null,\"country\":null,\"rating\":null,\"released\":null,\"copies\":1,\"available\":1,\"created_at\":\"2026-11-21T12:04:47.994959Z\",\"updated_at\":\"2026-11-21T12:04:47.994959Z\"}',NULL),
(14,'2026-11-21 12:04:48.027292','open','staff','58f17548b5af1f8228311cae6a6dfff8','POST','/api/v1/works','/api/v1/works','work','de216e4c-df96-4aad-94dd-8092b7a3970e',NULL,'{\"id\":\"de216e4c-df96-4aad-94dd-8092b7a3970e\",\"kind\":\"book\",\"title\":\"Once 9655f87\",\"creator\":null,\"isbn\":null,\"imdb_id\":null,\"publisher\":null,\"published\":null,\"published_text\":null,\"year\":null,\"type\":null,\"genre\":null,\"country\":null,\"rating\":null,\"released\":null,\"copies\":1,\"available\":1,\"created_at\":\"2026-11-21T12:04:48.026629Z\",\"updated_at\":\"2026-11-21T12:04:48.026629Z\"}'),
(15,'2026-11-21 12:04:48.089064','open','staff','faa2d3b9d408d8d6b24d05e10d970923','POST','/add_user','/add_user','person','4451f716-27e1-4f4f-9733-ff810e1aad34',NULL,'{\"id\":\"4451f716-27e1-4f4f-9733-ff810e1aad34\",\"email\":\"m9655f89@example.com\",\"first_name\":\"B\",\"last_name\":\"L\",\"role\":\"member\",\"password\":\"set\"}'),
(16,'2026-11-21 12:04:48.091134','open','staff','edb31224b9a775669a60e9f87df91685','POST','/add_book','/add_book','work','0b06ebb6-323f-49a3-b596-02ed8f91e327',NULL,'{\"id\":\"0b06ebb6-323f-49a3-b596-02ed8f91e327\",\"isbn\":\"9783940963901\",\"title\":\"Listed 9655f812\",\"author\":\"A\",\"pub_date\":\"2020-01-02\"}'),
(17,'2026-11-21 12:04:48.093396','open','staff','755e9bb8b3ec59d116319c568262fa5e','POST','/add_book_to_list','/add_book_to_list','entry','ae80932f-4caa-4235-b503-9640f6a4a05b',NULL,'{\"email\":\"m9655f89@example.com\",\"isbn\":\"9783940963901\"}'),
(18,'2026-11-21 12:04:48.095094','open','staff','7faa5aa4b7409e00497caf21ea8a227e','POST','/remove_book_from_list','/remove_book_from_list','entry','ae80932f-4caa-4235-b503-9640f6a4a05b','{\"email\":\"m9655f89@example.com\",\"isbn\":\"9783940963901\"}',NULL),
(19,'2026-11-21 12:04:48.097218','open','staff','8ed5b484294197257dc3e5a57ec32d0a','POST','/delete_book','/delete_book','work','0b06ebb6-323f-49a3-b596-02ed8f91e327','{\"id\":\"0b06ebb6-323f-49a3-b596-02ed8f91e327\",\"isbn\":\"9783940963901\",\"title\":\"Listed 9655f812\",\"author\":\"A\",\"pub_date\":\"2020-01-02\"}',NULL),
(20,'2026-11-21 12:04:48.099663','open','staff','1961d5c6957a0860e3e41fae0eb678bc','POST','/delete_user','/delete_user','person','4451f716-27e1-4f4f-9733-ff810e1aad34','{\"id\":\"4451f716-27e1-4f4f-9733-ff810e1aad34\",\"email\":\"m9655f89@example.com\",\"first_name\":\"B\",\"last_name\":\"L\",\"role\":\"member\"}',NULL),
(21,'2026-11-21 12:04:48.101350','open','staff','e723c273143fea620ee56d7b1996b72a','POST','/api/v1/people','/api/v1/people','person','cde37149-083b-47a2-ada2-d15f7dcd0552',NULL,'{\"id\":\"cde37149-083b-47a2-ada2-d15f7dcd0552\",\"email\":\"m9655f813@example.com\",\"first_name\":\"Ann\",\"last_name\":\"O\'Hara\",\"role\":\"member\",\"card_number\":null,\"active\":true,\"created_at\":\"2026-11-21T12:04:48.100960Z\",\"updated_at\":\"2026-11-21T12:04:48.100960Z\"}'),
(22,'2026-11-21 12:04:48.103284','open','staff','d3dd548a3fab80949d46b9c3e46f2833','POST','/wishlist_entry','/wishlist_entry','entry','eeeb73ba-4727-47e1-b77a-4d657c1edf09',NULL,'{\"list\":\"eeeb73ba-4727-47e1-b77a-4d657c1edf09\",\"work\":\"dfe3157b-b402-4104-a0eb-e54bee1210f0\"}'),
(23,'2026-11-21 12:04:48.106191','open','staff','d16e0cd8494b63219b669bfe6566b29b','DELETE','/wishlist_entry','/wishlist_entry','entry','eeeb73ba-4727-47e1-b77a-4d657c1edf09','{\"list\":\"eeeb73ba-4727-47e1-b77a-4d657c1edf09\",\"work\":\"dfe3157b-b402-4104-a0eb-e54bee1210f0\"}',NULL),
(24,'2026-11-21 12:04:48.107835','open','staff','a098ae62e67ff7272d8e4d9c0aefa39e','POST','/books/','/books/','work','ba44143e-a971-4263-a6e7-8ca4b9b8b91d',NULL,'{\"title\":\"Sold 9655f814\",\"author\":\"A\",\"rental_status\":\"Available\",\"book_type\":\"F\"}'),
(25,'2026-11-21 12:04:48.109785','open','staff','d5bc8103a7b0789f1294f6fcc11acc67','POST','/customers/','/customers/','person','25e19a57-f14a-49c5-9f4a-dbc08ae0ff38',NULL,'{\"first_name\":\"C9655f815\",\"last_name\":\"S\",\"is_active\":true}'),
(26,'2026-11-21 12:04:48.146832','open','staff','e7e2159354475952bc77234ab17ed921','POST','/customers/{number}/rentals/','/customers/5/rentals/','loan','2d87f572-d337-4bc2-a7c0-338094c602b3',NULL,'{\"book\":21,\"customer_id\":5,\"rental_status\":\"Active\",\"book_title\":\"Sold 9655f814\"}'),
(27,'2026-11-21 12:04:48.167798','open','staff','dff5ea14edd80f491e5096a69179737e','PUT','/rentals/{number}/close/','/rentals/1/close/','loan','2d87f572-d337-4bc2-a7c0-338094c602b3','{\"book\":21,\"customer_id\":5,\"rental_status\":\"Active\",\"book_title\":\"Sold 9655f814\"}','{\"amount_charged\":\"3.00\",\"currency\":\"Rs\",\"rental_status\":\"Closed\",\"date_returned\":\"2026-11-21T15:04:48.165167+03:00\"}'),
(28,'2026-11-21 12:04:48.172684','open','staff','e497e7cc0396fad6425f4350a330b46d','POST','/api/v1/loans','/api/v1/loans','loan','df4fd1ec-8e17-44f7-8c97-fc03fc667226',NULL,'{\"id\":\"df4fd1ec-8e17-44f7-8c97-fc03fc667226\",\"person\":\"3dc89923-ed41-4b82-8127-2c0d12732ecb\",\"work\":\"d40f1298-b3e8-4815-bcf0-2ffab27064d5\",\"title\":\"Day 9655f81\",\"copy\":\"b9fbca98-2d10-4b36-ab3a-d9822d8b95e6\",\"out_at\":\"2026-11-21T12:04:48.169229Z\",\"due_at\":\"2026-12-05T12:04:48.169229Z\",\"returned_at\":null,\"overdue\":false,\"renewals\":0,\"type\":\"R\",\"tariff_version\":1,\"days\":null,\"charge\":null,\"amount\":null}'),
(29,'2026-11-21 12:04:48.175355','open','staff','344ccf513bae0ebd611291003bf1d028','POST','/api/v1/loans/{id}/renew','/api/v1/loans/df4fd1ec-8e17-44f7-8c97-fc03fc667226/renew','loan','df4fd1ec-8e17-44f7-8c97-fc03fc667226','{\"id\":\"df4fd1ec-8e17-44f7-8c97-fc03fc667226\",\"person\":\"3dc89923-ed41-4b82-8127-2c0d12732ecb\",\"work\":\"d40f1298-b3e8-4815-bcf0-2ffab27064d5\",\"title\":\"Day 9655f81\",\"copy\":\"b9fbca98-2d10-4b36-ab3a-d9822d8b95e6\",\"out_at\":\"2026-11-21T12:04:48.169229Z\",\"due_at\":\"2026-12-05T12:04:48.169229Z\",\"returned_at\":null,\"overdue\":false,\"renewals\":0,\"type\":\"R\",\"tariff_version\":1,\"days\":null,\"charge\":null,\"amount\":null}','{\"id\":\"df4fd1ec-8e17-44f7-8c97-fc03fc667226\",\"person\":\"3dc89923-ed41-4b82-8127-2c0d12732ecb\",\"work\":\"d40f1298-b3e8-4815-bcf0-2ffab27064d5\",\"title\":\"Day 9655f81\",\"copy\":\"b9fbca98-2d10-4b36-ab3a-d9822d8b95e6\",\"out_at\":\"2026-11-21T12:04:48.169229Z\",\"due_at\":\"2026-12-19T12:04:48.169229Z\",\"returned_at\":null,\"overdue\":false,\"renewals\":1,\"type\":\"R\",\"tariff_version\":1,\"days\":null,\"charge\":null,\"amount\":null}'),
(30,'2026-11-21 12:04:48.196428','open','staff','191543d065ffef2c1fd7d8e62a51a76e','POST','/api/v1/loans/{id}/return','/api/v1/loans/df4fd1ec-8e17-44f7-8c97-fc03fc667226/return','loan','df4fd1ec-8e17-44f7-8c97-fc03fc667226','{\"id\":\"df4fd1ec-8e17-44f7-8c97-fc03fc667226\",\"person\":\"3dc89923-ed41-4b82-8127-2c0d12732ecb\",\"work\":\"d40f1298-b3e8-4815-bcf0-2ffab27064d5\",\"title\":\"Day 9655f81\",\"copy\":\"b9fbca98-2d10-4b36-ab3a-d9822d8b95e6\",\"out_at\":\"2026-11-16T12:04:48.169229Z\",\"due_at\":\"2026-12-14T12:04:48.169229Z\",\"returned_at\":null,\"overdue\":false,\"renewals\":1,\"type\":\"R\",\"tariff_version\":1,\"days\":null,\"charge\":null,\"amount\":null}','{\"id\":\"df4fd1ec-8e17-44f7-8c97-fc03fc667226\",\"person\":\"3dc89923-ed41-4b82-8127-2c0d12732ecb\",\"work\":\"d40f1298-b3e8-4815-bcf0-2ffab27064d5\",\"title\":\"Day 9655f81\",\"copy\":\"b9fbca98-2d10-4b36-ab3a-d9822d8b95e6\",\"out_at\":\"2026-11-16T12:04:48.169229Z\",\"due_at\":\"2026-12-14T12:04:48.169229Z\",\"returned_at\":\"2026-11-21T12:04:48.194655Z\",\"overdue\":false,\"renewals\":1,\"type\":\"R\",\"tariff_version\":1,\"days\":5,\"charge\":\"48717cc2-0c41-4673-bcca-880463c38746\",\"amount\":{\"amount\":\"6.50\",\"currency\":\"Rs\"}}'),
(31,'2026-11-21 12:04:48.200083','open','staff','ae3e9fb63982802a56ed78b54b804f91','POST','/api/v1/people/{id}/payments','/api/v1/people/3dc89923-ed41-4b82-8127-2c0d12732ecb/payments','line','f4a69057-14d3-4bd5-9231-08335e76db9f',NULL,'{\"dry_run\":false,\"balance\":{\"amount\":\"4.00\",\"currency\":\"Rs\"},\"line\":{\"id\":\"f4a69057-14d3-4bd5-9231-08335e76db9f\",\"kind\":\"payment\",\"loan\":null,\"voids\":null,\"voided_by\":null,\"note\":null,\"created_at\":\"2026-11-21T12:04:48.198319Z\",\"created_by\":\"open\",\"amount\":{\"amount\":\"-2.50\",\"currency\":\"Rs\"},\"open\":{\"amount\":\"0.00\",\"currency\":\"Rs\"}},\"offsets\":[{\"credit\":\"f4a69057-14d3-4bd5-9231-08335e76db9f\",\"debit\":\"48717cc2-0c41-4673-bcca-880463c38746\",\"amount\":{\"amount\":\"2.50\",\"currency\":\"Rs\"}}]}'),
(32,'2026-11-21 12:04:48.202645','open','staff','12bc287fe7361edef841f01471d18cf7','POST','/api/v1/people/{id}/waivers','/api/v1/people/3dc89923-ed41-4b82-8127-2c0d12732ecb/waivers','line','0bf33996-99dd-4f40-a20d-e3eedac7fb20',NULL,'{\"dry_run\":false,\"balance\":{\"amount\":\"3.00\",\"currency\":\"Rs\"},\"line\":{\"id\":\"0bf33996-99dd-4f40-a20d-e3eedac7fb20\",\"kind\":\"waiver\",\"loan\":null,\"voids\":null,\"voided_by\":null,\"note\":\"it rained\",\"created_at\":\"2026-11-21T12:04:48.201578Z\",\"created_by\":\"open\",\"amount\":{\"amount\":\"-1.00\",\"currency\":\"Rs\"},\"open\":{\"amount\":\"0.00\",\"currency\":\"Rs\"}},\"offsets\":[{\"credit\":\"0bf33996-99dd-4f40-a20d-e3eedac7fb20\",\"debit\":\"48717cc2-0c41-4673-bcca-880463c38746\",\"amount\":{\"amount\":\"1.00\",\"currency\":\"Rs\"}}]}'),
(33,'2026-11-21 12:04:48.205400','open','staff','760146cf5429f582bf2c41e2bb7dbf14','POST','/api/v1/people/{id}/account/{line}/void','/api/v1/people/3dc89923-ed41-4b82-8127-2c0d12732ecb/account/f4a69057-14d3-4bd5-9231-08335e76db9f/void','line','df394100-f713-4770-982c-aec8eb5303fc',NULL,'{\"dry_run\":false,\"balance\":{\"amount\":\"5.50\",\"currency\":\"Rs\"},\"line\":{\"id\":\"df394100-f713-4770-982c-aec8eb5303fc\",\"kind\":\"void\",\"loan\":null,\"voids\":\"f4a69057-14d3-4bd5-9231-08335e76db9f\",\"voided_by\":null,\"note\":null,\"created_at\":\"2026-11-21T12:04:48.204208Z\",\"created_by\":\"open\",\"amount\":{\"amount\":\"2.50\",\"currency\":\"Rs\"},\"open\":{\"amount\":\"0.00\",\"currency\":\"Rs\"}},\"offsets\":[{\"credit\":\"f4a69057-14d3-4bd5-9231-08335e76db9f\",\"debit\":\"48717cc2-0c41-4673-bcca-880463c38746\",\"amount\":{\"amount\":\"-2.50\",\"currency\":\"Rs\"}},{\"credit\":\"f4a69057-14d3-4bd5-9231-08335e76db9f\",\"debit\":\"df394100-f713-4770-982c-aec8eb5303fc\",\"amount\":{\"amount\":\"2.50\",\"currency\":\"Rs\"}}]}'),
(34,'2026-11-21 12:04:48.207585','open','staff','b38788ab931f720dd284cdbfab277cf1','POST','/api/v1/people/{id}/payments','/api/v1/people/3dc89923-ed41-4b82-8127-2c0d12732ecb/payments','line','3656deea-86cf-4b2e-b7ac-bb51fb021c52',NULL,'{\"dry_run\":false,\"balance\":{\"amount\":\"4.50\",\"currency\":\"Rs\"},\"line\":{\"id\":\"3656deea-86cf-4b2e-b7ac-bb51fb021c52\",\"kind\":\"payment\",\"loan\":null,\"voids\":null,\"voided_by\":null,\"note\":null,\"created_at\":\"2026-11-21T12:04:48.206699Z\",\"created_by\":\"open\",\"amount\":{\"amount\":\"-1.00\",\"currency\":\"Rs\"},\"open\":{\"amount\":\"0.00\",\"currency\":\"Rs\"}},\"offsets\":[{\"credit\":\"3656deea-86cf-4b2e-b7ac-bb51fb021c52\",\"debit\":\"48717cc2-0c41-4673-bcca-880463c38746\",\"amount\":{\"amount\":\"1.00\",\"currency\":\"Rs\"}}]}'),
(35,'2026-11-21 12:04:48.209864','open','staff','96d94fb20d0770f17446109f25cd7621','POST','/api/v1/people','/api/v1/people','person','caab11b3-2897-4e85-ab6c-132b69e0b80c',NULL,'{\"id\":\"caab11b3-2897-4e85-ab6c-132b69e0b80c\",\"email\":\"m9655f816@example.com\",\"first_name\":\"Ann\",\"last_name\":\"O\'Hara\",\"role\":\"member\",\"card_number\":null,\"active\":true,\"created_at\":\"2026-11-21T12:04:48.209624Z\",\"updated_at\":\"2026-11-21T12:04:48.209624Z\"}'),
(36,'2026-11-21 12:04:48.211744','open','staff','acaa194a21eb5a3671e9175c6dc2db2a','POST','/api/v1/loans','/api/v1/loans','loan','ed5dc5fb-2549-4bf4-a892-e6dffc24fa36',NULL,'{\"id\":\"ed5dc5fb-2549-4bf4-a892-e6dffc24fa36\",\"person\":\"caab11b3-2897-4e85-ab6c-132b69e0b80c\",\"work\":\"d40f1298-b3e8-4815-bcf0-2ffab27064d5\",\"title\":\"Day 9655f81\",\"copy\":\"b9fbca98-2d10-4b36-ab3a-d9822d8b95e6\",\"out_at\":\"2026-11-21T12:04:48.210604Z\",\"due_at\":\"2026-12-05T12:04:48.210604Z\",\"returned_at\":null,\"overdue\":false,\"renewals\":0,\"type\":\"R\",\"tariff_version\":1,\"days\":null,\"charge\":null,\"amount\":null}'),
(37,'2026-11-21 12:04:48.213597','open','staff','f107f2d69332108b1a2469e20e685709','POST','/api/v1/people','/api/v1/people','person','0e9efc7d-8346-48a6-939b-c9f581aad045',NULL,'{\"id\":\"0e9efc7d-8346-48a6-939b-c9f581aad045\",\"email\":\"m9655f817@example.com\",\"first_name\":\"Ann\",\"last_name\":\"O\'Hara\",\"role\":\"member\",\"card_number\":null,\"active\":true,\"created_at\":\"2026-11-21T12:04:48.213327Z\",\"updated_at\":\"2026-11-21T12:04:48.213327Z\"}'),
(38,'2026-11-21 12:04:48.216335','open','staff','163867813da49b32f67b59337172e512','POST','/api/v1/holds','/api/v1/holds','hold','9cfea043-11e5-4014-8a8b-4f47eb34d4a4',NULL,'{\"id\":\"9cfea043-11e5-4014-8a8b-4f47eb34d4a4\",\"person\":\"0e9efc7d-8346-48a6-939b-c9f581aad045\",\"work\":\"d40f1298-b3e8-4815-bcf0-2ffab27064d5\",\"title\":\"Day 9655f81\",\"kind\":\"book\",\"state\":\"pending\",\"position\":1,\"copy\":null,\"loan\":null,\"suspended_until\":null,\"pickup_until\":null,\"reason\":null,\"placed_at\":\"2026-11-21T12:04:48.214242Z\",\"ready_at\":null,\"closed_at\":null}'),
(39,'2026-11-21 12:04:48.217489','open','staff','4fa9be25fc826e43a72b7d41a9b407e7','POST','/api/v1/people','/api/v1/people','person','160d00a3-ba54-49bd-aa98-8fb0f781873e',NULL,'{\"id\":\"160d00a3-ba54-49bd-aa98-8fb0f781873e\",\"email\":\"m9655f818@example.com\",\"first_name\":\"Ann\",\"last_name\":\"O\'Hara\",\"role\":\"member\",\"card_number\":null,\"active\":true,\"created_at\":\"2026-11-21T12:04:48.217231Z\",\"updated_at\":\"2026-11-21T12:04:48.217231Z\"}'),
(40,'2026-11-21 12:04:48.219543','open','staff','ac7d5eefabd0ce09933ce3eecab8de95','POST','/api/v1/holds','/api/v1/holds','hold','728f0c87-cfa4-4a67-9018-c47970610862',NULL,'{\"id\":\"728f0c87-cfa4-4a67-9018-c47970610862\",\"person\":\"160d00a3-ba54-49bd-aa98-8fb0f781873e\",\"work\":\"d40f1298-b3e8-4815-bcf0-2ffab27064d5\",\"title\":\"Day 9655f81\",\"kind\":\"book\",\"state\":\"pending\",\"position\":2,\"copy\":null,\"loan\":null,\"suspended_until\":null,\"pickup_until\":null,\"reason\":null,\"placed_at\":\"2026-11-21T12:04:48.218205Z\",\"ready_at\":null,\"closed_at\":null}'),
(41,'2026-11-21 12:04:48.220686','open','staff','bdbe23e437f898574c90daa7f6f27ddb','POST','/api/v1/people','/api/v1/people','person','530ea0fa-49b1-40ca-98d0-077fb183b252',NULL,'{\"id\":\"530ea0fa-49b1-40ca-98d0-077fb183b252\",\"email\":\"m9655f819@example.com\",\"first_name\":\"Ann\",\"last_name\":\"O\'Hara\",\"role\":\"member\",\"card_number\":null,\"active\":true,\"created_at\":\"2026-11-21T12:04:48.220425Z\",\"updated_at\":\"2026-11-21T12:04:48.220425Z\"}'),
(42,'2026-11-21 12:04:48.222901','open','staff','fcab14b65b20732abf7a6c8a433a3cfb','POST','/api/v1/holds','/api/v1/holds','hold','648f5a0c-ea3e-488d-a9a2-2c61a2c72277',NULL,'{\"id\":\"648f5a0c-ea3e-488d-a9a2-2c61a2c72277\",\"person\":\"530ea0fa-49b1-40ca-98d0-077fb183b252\",\"work\":\"d40f1298-b3e8-4815-bcf0-2ffab27064d5\",\"title\":\"Day 9655f81\",\"kind\":\"book\",\"state\":\"pending\",\"position\":3,\"copy\":null,\"loan\":null,\"suspended_until\":null,\"pickup_until\":null,\"reason\":null,\"placed_at\":\"2026-11-21T12:04:48.221490Z\",\"ready_at\":null,\"closed_at\":null}'),
(43,'2026-11-21 12:04:48.226145','open','staff','045c9bd23dd2aa9581a35bd823a6dfa3','PUT','/api/v1/works/{id}/holds/order','/api/v1/works/d40f1298-b3e8-4815-bcf0-2ffab27064d5/holds/order','queue','d40f1298-b3e8-4815-bcf0-2ffab27064d5','{\"order\":[\"9cfea043-11e5-4014-8a8b-4f47eb34d4a4\",\"728f0c87-cfa4-4a67-9018-c47970610862\",\"648f5a0c-ea3e-488d-a9a2-2c61a2c72277\"]}','{\"order\":[\"648f5a0c-ea3e-488d-a9a2-2c61a2c72277\",\"728f0c87-cfa4-4a67-9018-c47970610862\",\"9cfea043-11e5-4014-8a8b-4f47eb34d4a4\"]}'),
(44,'2026-11-21 12:04:48.228606','open','staff','7563ec4b71fdc39b4e1957e116c2b742','DELETE','/api/v1/holds/{id}','/api/v1/holds/9cfea043-11e5-4014-8a8b-4f47eb34d4a4','hold','9cfea043-11e5-4014-8a8b-4f47eb34d4a4','{\"id\":\"9cfea043-11e5-4014-8a8b-4f47eb34d4a4\",\"person\":\"0e9efc7d-8346-48a6-939b-c9f581aad045\",\"work\":\"d40f1298-b3e8-4815-bcf0-2ffab27064d5\",\"title\":\"Day 9655f81\",\"kind\":\"book\",\"state\":\"pending\",\"position\":3,\"copy\":null,\"loan\":null,\"suspended_until\":null,\"pickup_until\":null,\"reason\":null,\"placed_at\":\"2026-11-21T12:04:48.214242Z\",\"ready_at\":null,\"closed_at\":null}',NULL),
(45,'2026-11-21 12:04:48.229850','open','staff','bccc4974c2c647076da4b3d98a34af20','POST','/api/v1/people','/api/v1/people','person','5ff3f41e-b8a8-482d-8646-d6bf489224a5',NULL,'{\"id\":\"5ff3f41e-b8a8-482d-8646-d6bf489224a5\",\"email\":\"m9655f820@example.com\",\"first_name\":\"Ann\",\"last_name\":\"O\'Hara\",\"role\":\"member\",\"card_number\":null,\"active\":true,\"created_at\":\"2026-11-21T12:04:48.229528Z\",\"updated_at\":\"2026-11-21T12:04:48.229528Z\"}'),
(46,'2026-11-21 12:04:48.231387','open','staff','3ad1fde241b287611a65d09b49480fc3','POST','/api/v1/works','/api/v1/works','work','11e13c23-2293-48fd-85db-4e351d36febe',NULL,'{\"id\":\"11e13c23-2293-48fd-85db-4e351d36febe\",\"kind\":\"book\",\"title\":\"Kept 9655f821\",\"creator\":null,\"isbn\":null,\"imdb_id\":null,\"publisher\":null,\"published\":null,\"published_text\":null,\"year\":null,\"type\":null,\"genre\":null,\"country\":null,\"rating\":null,\"released\":null,\"copies\":1,\"available\":1,\"created_at\":\"2026-11-21T12:04:48.230814Z\",\"updated_at\":\"2026-11-21T12:04:48.230814Z\"}'),
(47,'2026-11-21 12:04:48.234299','open','staff','6cf792c137c9825e0ccf0f7e36833374','POST','/api/v1/holds','/api/v1/holds','hold','fbe4276a-e217-4ea0-84ac-c5eeda601b92',NULL,'{\"id\":\"fbe4276a-e217-4ea0-84ac-c5eeda601b92\",\"person\":\"5ff3f41e-b8a8-482d-8646-d6bf489224a5\",\"work\":\"11e13c23-2293-48fd-85db-4e351d36febe\",\"title\":\"Kept 9655f821\",\"kind\":\"book\",\"state\":\"ready\",\"position\":null,\"copy\":\"fcc67035-22c4-4f65-a94c-27053da06115\",\"loan\":null,\"suspended_until\":null,\"pickup_until\":\"2026-11-28T12:04:48.232595Z\",\"reason\":null,\"placed_at\":\"2026-11-21T12:04:48.232595Z\",\"ready_at\":\"2026-11-21T12:04:48.232595Z\",\"closed_at\":null}'),
(48,'2026-11-21 12:04:48.235844','open','staff','26ae7b2e5f1bacd0af142e864a3b4742','POST','/process','/process','work','9f10463f-9dd6-4bbd-875e-a7b47cde9ee0',NULL,'{\"id\":\"9f10463f-9dd6-4bbd-875e-a7b47cde9ee0\",\"book_name\":\"Room 9655f822\",\"book_author\":\"A\",\"publisher\":\"P\",\"year\":\"1999\",\"is_reserved\":false}'),
(49,'2026-11-21 12:04:48.240181','open','staff','e314325688d5317f72b441cba449f9fc','POST','/process','/process','hold','969b0f91-d742-4687-9f30-1ee6bdad96ba',NULL,'{\"id\":\"969b0f91-d742-4687-9f30-1ee6bdad96ba\",\"work\":\"9f10463f-9dd6-4bbd-875e-a7b47cde9ee0\",\"title\":\"Room 9655f822\",\"person\":null,\"card_number\":\"787318155011000\",\"state\":\"ready\"}'),
(50,'2026-11-21 12:04:48.244150','open','staff','be78104191c9491f53638d8a23d4d0a3','POST','/process','/process','hold','969b0f91-d742-4687-9f30-1ee6bdad96ba','{\"id\":\"969b0f91-d742-4687-9f30-1ee6bdad96ba\",\"work\":\"9f10463f-9dd6-4bbd-875e-a7b47cde9ee0\",\"title\":\"Room 9655f822\",\"person\":\"c2d84c7b-8cdc-442e-97a7-fe9a3595fd42\",\"card_number\":null,\"state\":\"ready\"}','{\"id\":\"969b0f91-d742-4687-9f30-1ee6bdad96ba\",\"work\":\"9f10463f-9dd6-4bbd-875e-a7b47cde9ee0\",\"title\":\"Room 9655f822\",\"person\":\"c2d84c7b-8cdc-442e-97a7-fe9a3595fd42\",\"card_number\":null,\"state\":\"fulfilled\"}'),
(51,'2026-11-21 12:04:48.249205','open','staff','2feb088010c7b5fc693e7123f12b0610','POST','/process','/process','work','9f10463f-9dd6-4bbd-875e-a7b47cde9ee0','{\"id\":\"9f10463f-9dd6-4bbd-875e-a7b47cde9ee0\",\"book_name\":\"Room 9655f822\",\"book_author\":\"A\",\"publisher\":\"P\",\"year\":\"1999\",\"is_reserved\":false}',NULL),
(52,'2026-11-21 12:04:48.341049','carrelctl:root','operator','809b6a9a-6100-4b1e-9c36-74a064d05ac3','RUN','carrelctl user add',NULL,'person','b327020e-c6ea-4715-b5bd-5640b96bd6a2',NULL,'{\"id\":\"b327020e-c6ea-4715-b5bd-5640b96bd6a2\",\"email\":\"ada@example.org\",\"first_name\":\"\",\"last_name\":\"\",\"role\":\"admin\",\"active\":true,\"password\":\"changed\"}');
DROP TABLE IF EXISTS `audit_seal`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `audit_seal` (
  `no` bigint(20) unsigned NOT NULL,
  `audit_id` bigint(20) unsigned NOT NULL,
  `previous` char(64) NOT NULL,
  `hash` char(64) NOT NULL,
  `sealed_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  PRIMARY KEY (`no`),
  UNIQUE KEY `audit_seal_row` (`audit_id`),
  CONSTRAINT `audit_seal_of` FOREIGN KEY (`audit_id`) REFERENCES `audit` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=ascii COLLATE=ascii_bin;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `audit_seal` VALUES
(1,1,'0000000000000000000000000000000000000000000000000000000000000000','28dde49331cfe5c720d34a621ca4c67a9c08bdef65c358c673bc1e24f553719f','2026-11-21 12:04:48.359887'),
(2,2,'28dde49331cfe5c720d34a621ca4c67a9c08bdef65c358c673bc1e24f553719f','3f6de3cbd43ba842a0f7ffae0c4e644218d36f40c0ff8eb93e4b12be2403e8e3','2026-11-21 12:04:48.359887'),
(3,3,'3f6de3cbd43ba842a0f7ffae0c4e644218d36f40c0ff8eb93e4b12be2403e8e3','235cd74604724861a185a04ddb168a27b4ec25dad28ba8feed3965949bc426b6','2026-11-21 12:04:48.359887'),
(4,4,'235cd74604724861a185a04ddb168a27b4ec25dad28ba8feed3965949bc426b6','00f91bb7f35627b6d46de5159314b8253f8e54fa787cffea1232d3bfcf70920d','2026-11-21 12:04:48.359887'),
(5,5,'00f91bb7f35627b6d46de5159314b8253f8e54fa787cffea1232d3bfcf70920d','94e4083360600153f478670d2234cd1a0b48cad239b671921b4ca1f6bd6b9ca6','2026-11-21 12:04:48.359887'),
(6,6,'94e4083360600153f478670d2234cd1a0b48cad239b671921b4ca1f6bd6b9ca6','dff69b11698b75aa496de8bf09dfaa1eb2305be8412ee743afd3e31f30e4eb1a','2026-11-21 12:04:48.359887'),
(7,7,'dff69b11698b75aa496de8bf09dfaa1eb2305be8412ee743afd3e31f30e4eb1a','a014efe4471c82fddd8aa1b1a60d08d7427a32ba0e3ac51eb52eb6f1ac84d15d','2026-11-21 12:04:48.359887'),
(8,8,'a014efe4471c82fddd8aa1b1a60d08d7427a32ba0e3ac51eb52eb6f1ac84d15d','be629c7e8f9b9f86cdd1f89b20c89dd686bc55b54b970db88645e0a78e66e57f','2026-11-21 12:04:48.359887'),
(9,9,'be629c7e8f9b9f86cdd1f89b20c89dd686bc55b54b970db88645e0a78e66e57f','b076c7f22fea5fee4a2fadb64b16bfc423450df68b6f9c2c8f4a431fa7d0873d','2026-11-21 12:04:48.359887'),
(10,10,'b076c7f22fea5fee4a2fadb64b16bfc423450df68b6f9c2c8f4a431fa7d0873d','0885262683473f0bb55d4a25aa9209f4c1b3d2246ac7a7e321e67e143fa7161b','2026-11-21 12:04:48.359887'),
(11,11,'0885262683473f0bb55d4a25aa9209f4c1b3d2246ac7a7e321e67e143fa7161b','d6700d44033e451deddc5b3a97d45f6983c88b761b31a709c35de5e5d1ab5aa2','2026-11-21 12:04:48.359887'),
(12,12,'d6700d44033e451deddc5b3a97d45f6983c88b761b31a709c35de5e5d1ab5aa2','49c172cff46b614af576251d7d8123a551c92f2cfe3a47f4dcbeef997d95a501','2026-11-21 12:04:48.359887'),
(13,13,'49c172cff46b614af576251d7d8123a551c92f2cfe3a47f4dcbeef997d95a501','c0ed61dbc2c94a6d11250b42e801bd184bc7b5ecfe8b21b171906f21bb2fd4c7','2026-11-21 12:04:48.359887'),
(14,14,'c0ed61dbc2c94a6d11250b42e801bd184bc7b5ecfe8b21b171906f21bb2fd4c7','bfbb5f91779d29509cb5128e4c4f532660ebb6cc1cafb4426e03871dd4087213','2026-11-21 12:04:48.359887'),
(15,15,'bfbb5f91779d29509cb5128e4c4f532660ebb6cc1cafb4426e03871dd4087213','04eaa546ddb4d50b85369b26c247d877a65fbfce24acb9ede14a666378ff39f0','2026-11-21 12:04:48.359887'),
(16,16,'04eaa546ddb4d50b85369b26c247d877a65fbfce24acb9ede14a666378ff39f0','3ae81dc746c229e6b66a455abfc65c6ac471af7ff6c8069a7083511504fe74d8','2026-11-21 12:04:48.359887'),
(17,17,'3ae81dc746c229e6b66a455abfc65c6ac471af7ff6c8069a7083511504fe74d8','414a17e8ef886dca50005768b1c76af33e9d7e6e24875d8808f6bf406253b51a','2026-11-21 12:04:48.359887'),
(18,18,'414a17e8ef886dca50005768b1c76af33e9d7e6e24875d8808f6bf406253b51a','8605ed9d3468da60ac24ab3bfc94a6324a3b03afd623d5988b00796aab17c5a0','2026-11-21 12:04:48.359887'),
(19,19,'8605ed9d3468da60ac24ab3bfc94a6324a3b03afd623d5988b00796aab17c5a0','5a726cb916e62eecbb2d66d7670d3dfbf32dbfc53e13571c983070cf461911e0','2026-11-21 12:04:48.359887'),
(20,20,'5a726cb916e62eecbb2d66d7670d3dfbf32dbfc53e13571c983070cf461911e0','929b6736b2b8271e982ca1b06e96972dea6cf09308bde9f76cb4dcc6565f4bfa','2026-11-21 12:04:48.359887'),
(21,21,'929b6736b2b8271e982ca1b06e96972dea6cf09308bde9f76cb4dcc6565f4bfa','78717f154a2f2de6110ae5b66d44f10dad37aade2b434e9f00e072d33426c167','2026-11-21 12:04:48.359887'),
(22,22,'78717f154a2f2de6110ae5b66d44f10dad37aade2b434e9f00e072d33426c167','39ca462c43c31e47fde7a599858a349fa105cb6ace13cc030642c5af47d1d824','2026-11-21 12:04:48.359887'),
(23,23,'39ca462c43c31e47fde7a599858a349fa105cb6ace13cc030642c5af47d1d824','7ad0fd08a64a045222481f495b6b0245a65d7b80730fcc2c836c45e07f86bdcd','2026-11-21 12:04:48.359887'),
(24,24,'7ad0fd08a64a045222481f495b6b0245a65d7b80730fcc2c836c45e07f86bdcd','48ca6f2b43a08b2e453c4a66b8de9305ba75ed7ca9fed720bdbe4e452bcecef4','2026-11-21 12:04:48.359887'),
(25,25,'48ca6f2b43a08b2e453c4a66b8de9305ba75ed7ca9fed720bdbe4e452bcecef4','b341baefbf989cc5868fac07606ee3ceb7563c0c65aed6bf2d8079899ca11a6a','2026-11-21 12:04:48.359887'),
(26,26,'b341baefbf989cc5868fac07606ee3ceb7563c0c65aed6bf2d8079899ca11a6a','7e770c26096728f2aebb3d80353b788facd1b8559e9881bb328450deb4e686dc','2026-11-21 12:04:48.359887'),
(27,27,'7e770c26096728f2aebb3d80353b788facd1b8559e9881bb328450deb4e686dc','4f5f9864605c4c70aaf684bf5290f31bdd0e4bca49fcc42600c864fefdd66f9b','2026-11-21 12:04:48.359887'),
(28,28,'4f5f9864605c4c70aaf684bf5290f31bdd0e4bca49fcc42600c864fefdd66f9b','9ee8858e770e56c9f75386b0b2876e1a4a3b94f25767f393612fc0bd479d3c0a','2026-11-21 12:04:48.359887'),
(29,29,'9ee8858e770e56c9f75386b0b2876e1a4a3b94f25767f393612fc0bd479d3c0a','1ef344f960276b7f2c49b808d533ceab1555a11d35a171c6cee516e89e3456ae','2026-11-21 12:04:48.359887'),
(30,30,'1ef344f960276b7f2c49b808d533ceab1555a11d35a171c6cee516e89e3456ae','870b63aefcc1e927e2996f85ba055f2937f2dedec8c5e81f81d89c1ab22e59d1','2026-11-21 12:04:48.359887'),
(31,31,'870b63aefcc1e927e2996f85ba055f2937f2dedec8c5e81f81d89c1ab22e59d1','a05509bab2485087adde6d9cc0af80173cb32262ee7fe9e94e711d4d68a3a093','2026-11-21 12:04:48.359887'),
(32,32,'a05509bab2485087adde6d9cc0af80173cb32262ee7fe9e94e711d4d68a3a093','ba002c62b84d1f235b303f2a82547568c9792e51a59b60d07ad31117af232a00','2026-11-21 12:04:48.359887'),
(33,33,'ba002c62b84d1f235b303f2a82547568c9792e51a59b60d07ad31117af232a00','ade278194c0e38e2c6894b96e120fa3567b7fed36d32608a7f15432b67e37d63','2026-11-21 12:04:48.359887'),
(34,34,'ade278194c0e38e2c6894b96e120fa3567b7fed36d32608a7f15432b67e37d63','e57ceb103372bb3ee7027ab0863a70c841a3ed01798f8958fee59744f797c1d3','2026-11-21 12:04:48.359887'),
(35,35,'e57ceb103372bb3ee7027ab0863a70c841a3ed01798f8958fee59744f797c1d3','33818f5511f696c7ac163269cf5de30c2bdcb30e0c44881f1f2d4fede62c207b','2026-11-21 12:04:48.359887'),
(36,36,'33818f5511f696c7ac163269cf5de30c2bdcb30e0c44881f1f2d4fede62c207b','c04b104900fda1d3665c06783b686c71352148b8176711ac30b16254a29e997c','2026-11-21 12:04:48.359887'),
(37,37,'c04b104900fda1d3665c06783b686c71352148b8176711ac30b16254a29e997c','3b5ed7801f3a6c9b90cf0d3ba93ba8ce1b8b1bf8af4b6140328adda33d57c49c','2026-11-21 12:04:48.359887'),
(38,38,'3b5ed7801f3a6c9b90cf0d3ba93ba8ce1b8b1bf8af4b6140328adda33d57c49c','3f794b22f1efe61cdd52b38768e1322faddcedac33e489ebcb18bacafbbd372b','2026-11-21 12:04:48.359887'),
(39,39,'3f794b22f1efe61cdd52b38768e1322faddcedac33e489ebcb18bacafbbd372b','785a7964d3a314d3268f9e552395e3c09d97e1568af43afbf864f44098e8467e','2026-11-21 12:04:48.359887'),
(40,40,'785a7964d3a314d3268f9e552395e3c09d97e1568af43afbf864f44098e8467e','5e41eda0b9cb6d385b937329c551669bc7652d960e6045b5a4a0f271a2650e3d','2026-11-21 12:04:48.359887'),
(41,41,'5e41eda0b9cb6d385b937329c551669bc7652d960e6045b5a4a0f271a2650e3d','10d627e36be2e0eb423ce28e78148221c7bf7b4667cea3e311b6d9c22f36410f','2026-11-21 12:04:48.359887'),
(42,42,'10d627e36be2e0eb423ce28e78148221c7bf7b4667cea3e311b6d9c22f36410f','46e4c695a33a66ad04be7f4377c2808f3c5109636f148fb6ee15588c93de8a02','2026-11-21 12:04:48.359887'),
(43,43,'46e4c695a33a66ad04be7f4377c2808f3c5109636f148fb6ee15588c93de8a02','6558f110d52a84a683d77f604a34df001344f8e37b2a0d01eb25344630fc7b92','2026-11-21 12:04:48.359887'),
(44,44,'6558f110d52a84a683d77f604a34df001344f8e37b2a0d01eb25344630fc7b92','efdaa5267982f21e97015110324f20e46c2788552168518dd93797dc20c645f8','2026-11-21 12:04:48.359887'),
(45,45,'efdaa5267982f21e97015110324f20e46c2788552168518dd93797dc20c645f8','80003619141f23cfbd44b41d48b9ff1fdb79065fed63a6873a4c383e07387326','2026-11-21 12:04:48.359887'),
(46,46,'80003619141f23cfbd44b41d48b9ff1fdb79065fed63a6873a4c383e07387326','13c78c5063e95d19f9978dc432c6fbbc0d8f113a42ed0078ae7c914a6e754f6b','2026-11-21 12:04:48.359887'),
(47,47,'13c78c5063e95d19f9978dc432c6fbbc0d8f113a42ed0078ae7c914a6e754f6b','157ca6fd9018af2162ee97bf861083a03c506fe294d29318d4b04c17ee98f722','2026-11-21 12:04:48.359887'),
(48,48,'157ca6fd9018af2162ee97bf861083a03c506fe294d29318d4b04c17ee98f722','7488909a6845707593924b2ce65bbea7355cbf42f4426f3a2a09f434f56fcd76','2026-11-21 12:04:48.359887'),
(49,49,'7488909a6845707593924b2ce65bbea7355cbf42f4426f3a2a09f434f56fcd76','2f3dbdf546024a6230762087ae60845624b3b4b2d658ea746c3647e836891909','2026-11-21 12:04:48.359887'),
(50,50,'2f3dbdf546024a6230762087ae60845624b3b4b2d658ea746c3647e836891909','30e89a8b205acf626656f6c5f8e86cc0059f0c80881ea5d957cae7bba6020e70','2026-11-21 12:04:48.359887'),
(51,51,'30e89a8b205acf626656f6c5f8e86cc0059f0c80881ea5d957cae7bba6020e70','cdbc8ce02ada766d52ff1647f22692281436a8a70f8d6f633cdeac1c0a3576c5','2026-11-21 12:04:48.359887'),
(52,52,'cdbc8ce02ada766d52ff1647f22692281436a8a70f8d6f633cdeac1c0a3576c5','77b644f6f63f6b52e06aab3fa0b07956920d8a27ce35d8060903bc43cd4d51b2','2026-11-21 12:04:48.359887');
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
) ENGINE=InnoDB AUTO_INCREMENT=25 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `copy` VALUES
(1,'f67baeef-4d8b-428b-937f-938d0796d60f',1,NULL,'2026-11-21 12:04:47.137064'),
(2,'a339bfc4-b2bb-4144-9c6c-ce2df803166f',2,NULL,'2026-11-21 12:04:47.137408'),
(3,'772016b0-a99a-4073-aeba-5e0743b6b901',8,NULL,'2026-11-21 12:04:47.140043'),
(4,'953615d6-9313-41f6-a52d-0c4687a7955f',9,NULL,'2026-11-21 12:04:47.140043'),
(5,'aa62df83-989d-4fbd-ab2a-df24799ed7a2',15,NULL,'2026-11-21 12:04:47.140043'),
(6,'7751e546-b22b-4298-a659-117d22f6e53a',13,NULL,'2026-11-21 12:04:47.140043'),
(7,'3e1b1e35-46d5-443a-a0ab-1396a1d6c7c5',16,NULL,'2026-11-21 12:04:47.140043'),
(8,'92d67e76-301f-4fb1-a4c2-40a9283cb500',14,NULL,'2026-11-21 12:04:47.140043'),
(9,'4cf83ce5-11f4-4f23-a9e8-4bee00a169d8',3,NULL,'2026-11-21 12:04:47.140043'),
(10,'598b253d-bdb3-4706-a134-057dd7344105',10,NULL,'2026-11-21 12:04:47.140043'),
(11,'fffcee96-acf9-4117-aae8-763d826843dc',12,NULL,'2026-11-21 12:04:47.140043'),
(12,'11fba947-f1d4-49d3-a46f-da86600b2fac',4,NULL,'2026-11-21 12:04:47.140043'),
(13,'8773cc3b-2823-4b96-a79d-de9c32eddddf',5,NULL,'2026-11-21 12:04:47.140043'),
(14,'512f99fd-85ac-447d-a43c-1c7dfc7fd14e',11,NULL,'2026-11-21 12:04:47.140043'),
(15,'26f42744-2f88-4261-a543-b15af4dbe676',7,NULL,'2026-11-21 12:04:47.140043'),
(16,'5df8a232-1593-404e-a4ad-b02d0349169f',6,NULL,'2026-11-21 12:04:47.140043'),
(18,'b9fbca98-2d10-4b36-ab3a-d9822d8b95e6',17,'loan','2026-11-21 12:04:47.987205'),
(20,'5d030df1-8ad2-4b3f-9134-ce8ef83864ee',19,NULL,'2026-11-21 12:04:48.026919'),
(22,'ef6596b9-267b-4d57-9732-00e1f3b67a68',21,NULL,'2026-11-21 12:04:48.107754'),
(23,'fcc67035-22c4-4f65-a94c-27053da06115',22,'hold','2026-11-21 12:04:48.231042');
DROP TABLE IF EXISTS `film_lookup`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `film_lookup` (
  `imdb_id` varchar(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  `state` enum('asked','absent','gone') NOT NULL DEFAULT 'asked',
  `asked_at` datetime(6) DEFAULT NULL,
  PRIMARY KEY (`imdb_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

DROP TABLE IF EXISTS `hold`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `hold` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `uuid` uuid NOT NULL,
  `work_id` bigint(20) unsigned NOT NULL,
  `person_id` bigint(20) unsigned NOT NULL,
  `copy_id` bigint(20) unsigned DEFAULT NULL,
  `loan_id` bigint(20) unsigned DEFAULT NULL COMMENT 'that fulfilled it',
  `state` enum('pending','ready','fulfilled','cancelled','expired') NOT NULL,
  `position` int(10) unsigned DEFAULT NULL,
  `suspended_until` date DEFAULT NULL,
  `pickup_until` datetime(6) DEFAULT NULL,
  `reason` varchar(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin DEFAULT NULL COMMENT 'why it was cancelled',
  `placed_at` datetime(6) NOT NULL,
  `ready_at` datetime(6) DEFAULT NULL,
  `closed_at` datetime(6) DEFAULT NULL,
  `version` int(10) unsigned NOT NULL DEFAULT 1,
  `open_work` bigint(20) unsigned GENERATED ALWAYS AS (if(`state` in ('pending','ready'),`work_id`,NULL)) VIRTUAL,
  `ready_copy` bigint(20) unsigned GENERATED ALWAYS AS (if(`state` = 'ready',`copy_id`,NULL)) VIRTUAL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `hold_uuid` (`uuid`),
  UNIQUE KEY `hold_open` (`open_work`,`person_id`),
  UNIQUE KEY `hold_ready_copy` (`ready_copy`),
  UNIQUE KEY `hold_position` (`work_id`,`position`),
  KEY `hold_work` (`work_id`,`state`),
  KEY `hold_copy` (`copy_id`,`state`),
  KEY `hold_of_whom` (`person_id`,`id`),
  KEY `hold_person` (`person_id`,`state`),
  KEY `hold_state` (`state`,`pickup_until`),
  KEY `hold_placed` (`placed_at`),
  KEY `hold_closed` (`closed_at`),
  KEY `hold_of_loan` (`loan_id`),
  CONSTRAINT `hold_of_copy` FOREIGN KEY (`copy_id`) REFERENCES `copy` (`id`) ON DELETE SET NULL,
  CONSTRAINT `hold_of_loan` FOREIGN KEY (`loan_id`) REFERENCES `loan` (`id`),
  CONSTRAINT `hold_of_person` FOREIGN KEY (`person_id`) REFERENCES `person` (`id`),
  CONSTRAINT `hold_of_work` FOREIGN KEY (`work_id`) REFERENCES `work` (`id`),
  CONSTRAINT `hold_waits` CHECK (`state` = 'pending' = (`position` is not null)),
  CONSTRAINT `hold_closed_whole` CHECK (`state` in ('pending','ready') = (`closed_at` is null))
) ENGINE=InnoDB AUTO_INCREMENT=6 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `hold` VALUES
(1,'9cfea043-11e5-4014-8a8b-4f47eb34d4a4',17,7,NULL,NULL,'cancelled',NULL,NULL,NULL,'bought it','2026-11-21 12:04:48.214242',NULL,'2026-11-21 12:04:48.227369',2,NULL,NULL),
(2,'728f0c87-cfa4-4a67-9018-c47970610862',17,8,NULL,NULL,'pending',2,NULL,NULL,NULL,'2026-11-21 12:04:48.218205',NULL,NULL,1,17,NULL),
(3,'648f5a0c-ea3e-488d-a9a2-2c61a2c72277',17,9,NULL,NULL,'pending',1,NULL,NULL,NULL,'2026-11-21 12:04:48.221490',NULL,NULL,1,17,NULL),
(4,'fbe4276a-e217-4ea0-84ac-c5eeda601b92',22,10,23,NULL,'ready',NULL,NULL,'2026-11-28 12:04:48.232595',NULL,'2026-11-21 12:04:48.232595','2026-11-21 12:04:48.232595',NULL,1,22,23),
(5,'969b0f91-d742-4687-9f30-1ee6bdad96ba',23,11,NULL,NULL,'fulfilled',NULL,NULL,NULL,NULL,'2026-11-21 12:04:48.237607','2026-11-21 12:04:48.237607','2026-11-21 12:04:48.241819',2,NULL,NULL);
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
(1,'open','POST /api/v1/works e897f4e3b4954729bc3a04a748c50b8f17f2515c575d1a1e0a950849bc40a6b0','k9655f88','b6ffa48b7c5aa5e7aa8daf1040e14cd924bffc73875693aad989dcc3800d80b3',201,'application/json\nVersion: 1\nLocation: /api/v1/works/de216e4c-df96-4aad-94dd-8092b7a3970e\n','{\"id\":\"de216e4c-df96-4aad-94dd-8092b7a3970e\",\"kind\":\"book\",\"title\":\"Once 9655f87\",\"creator\":null,\"isbn\":null,\"imdb_id\":null,\"publisher\":null,\"published\":null,\"published_text\":null,\"year\":null,\"type\":null,\"genre\":null,\"country\":null,\"rating\":null,\"released\":null,\"copies\":1,\"available\":1,\"created_at\":\"2026-11-21T12:04:48.026629Z\",\"updated_at\":\"2026-11-21T12:04:48.026629Z\"}','2026-11-21 12:04:48.026369');
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
) ENGINE=InnoDB AUTO_INCREMENT=15 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `list` VALUES
(1,'9ba318c0-43ca-482c-ba70-895dde357ed5',1,'default','private',1,'2026-11-21 12:04:47.136332','2026-11-21 12:04:47.136332'),
(2,'44e8650d-097e-4be1-b5a6-871e9a466ccc',2,'default','private',1,'2026-11-21 12:04:48.000327','2026-11-21 12:04:48.000327'),
(3,'b9390aa7-9b12-4a13-8f15-a299c71d40c2',2,'List 9655f86','private',2,'2026-11-21 12:04:48.008514','2026-11-21 12:04:48.017655'),
(5,'3ebb3475-277e-46c2-8076-b9dd37efeacc',4,'default','private',1,'2026-11-21 12:04:48.101145','2026-11-21 12:04:48.101145'),
(6,'eeeb73ba-4727-47e1-b77a-4d657c1edf09',4,'eeeb73ba-4727-47e1-b77a-4d657c1edf09','private',1,'2026-11-21 12:04:48.102623','2026-11-21 12:04:48.102623'),
(7,'8e9847c8-9535-4711-853d-a45d332f2bb1',5,'default','private',1,'2026-11-21 12:04:48.109715','2026-11-21 12:04:48.109715'),
(8,'4ba771c0-9a60-4216-a083-b67f9861f87f',6,'default','private',1,'2026-11-21 12:04:48.209730','2026-11-21 12:04:48.209730'),
(9,'d01877ba-fced-486a-98fa-72cfda408bc6',7,'default','private',1,'2026-11-21 12:04:48.213449','2026-11-21 12:04:48.213449'),
(10,'1a9e2dea-6cbe-47b2-b5c9-7ae133e891eb',8,'default','private',1,'2026-11-21 12:04:48.217345','2026-11-21 12:04:48.217345'),
(11,'7182b719-bac2-4cf3-97ef-173f5f4a6064',9,'default','private',1,'2026-11-21 12:04:48.220555','2026-11-21 12:04:48.220555'),
(12,'d2f4a82e-053a-43d4-ab4e-2f1e709a114e',10,'default','private',1,'2026-11-21 12:04:48.229674','2026-11-21 12:04:48.229674'),
(13,'4634f80c-45de-4331-8da5-c0ea57bd7193',11,'default','private',1,'2026-11-21 12:04:48.239132','2026-11-21 12:04:48.239132'),
(14,'dade590f-7c49-4eb5-b935-85367022e631',12,'default','private',1,'2026-11-21 12:04:48.340623','2026-11-21 12:04:48.340623');
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
  KEY `list_entry_order` (`list_id`,`place`,`added_at`,`work_id`),
  CONSTRAINT `list_entry_of_list` FOREIGN KEY (`list_id`) REFERENCES `list` (`id`) ON DELETE CASCADE,
  CONSTRAINT `list_entry_of_work` FOREIGN KEY (`work_id`) REFERENCES `work` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `list_entry` VALUES
(3,17,2,'a note','2026-11-21 12:04:48.012094');
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

DROP TABLE IF EXISTS `loan`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `loan` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `uuid` uuid NOT NULL,
  `copy_id` bigint(20) unsigned DEFAULT NULL,
  `work_id` bigint(20) unsigned NOT NULL,
  `person_id` bigint(20) unsigned NOT NULL,
  `out_at` datetime(6) NOT NULL,
  `due_at` datetime(6) NOT NULL,
  `returned_at` datetime(6) DEFAULT NULL,
  `renewals` int(10) unsigned NOT NULL DEFAULT 0,
  `tariff_version` int(10) unsigned NOT NULL,
  `type` char(1) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin DEFAULT NULL,
  `first_days` int(10) unsigned DEFAULT NULL,
  `first_rate_minor` bigint(20) DEFAULT NULL,
  `after_rate_minor` bigint(20) DEFAULT NULL,
  `least_minor` bigint(20) DEFAULT NULL,
  `days` bigint(20) DEFAULT NULL,
  `charge_minor` bigint(20) DEFAULT NULL,
  `version` int(10) unsigned NOT NULL DEFAULT 1,
  `open_copy` bigint(20) unsigned GENERATED ALWAYS AS (if(`returned_at` is null,`copy_id`,NULL)) VIRTUAL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `loan_uuid` (`uuid`),
  UNIQUE KEY `loan_open_copy` (`open_copy`),
  KEY `loan_person` (`person_id`,`id`),
  KEY `loan_person_open` (`person_id`,`returned_at`,`due_at`),
  KEY `loan_work` (`work_id`,`id`),
  KEY `loan_due` (`returned_at`,`due_at`),
  KEY `loan_of_copy` (`copy_id`),
  KEY `loan_of_tariff` (`tariff_version`),
  KEY `loan_out` (`out_at`),
  CONSTRAINT `loan_of_copy` FOREIGN KEY (`copy_id`) REFERENCES `copy` (`id`) ON DELETE SET NULL,
  CONSTRAINT `loan_of_person` FOREIGN KEY (`person_id`) REFERENCES `person` (`id`),
  CONSTRAINT `loan_of_tariff` FOREIGN KEY (`tariff_version`) REFERENCES `tariff_version` (`version`),
  CONSTRAINT `loan_of_work` FOREIGN KEY (`work_id`) REFERENCES `work` (`id`),
  CONSTRAINT `loan_closed_whole` CHECK (`returned_at` is null = (`charge_minor` is null))
) ENGINE=InnoDB AUTO_INCREMENT=4 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `loan` VALUES
(1,'2d87f572-d337-4bc2-a7c0-338094c602b3',22,21,5,'2026-11-21 12:04:48.145098','2026-12-05 12:04:48.145098','2026-11-21 12:04:48.165167',0,1,'F',0,0,300,300,1,300,2,NULL),
(2,'df4fd1ec-8e17-44f7-8c97-fc03fc667226',18,17,2,'2026-11-16 12:04:48.169229','2026-12-14 12:04:48.169229','2026-11-21 12:04:48.194655',1,1,'R',2,100,150,200,5,650,3,NULL),
(3,'ed5dc5fb-2549-4bf4-a892-e6dffc24fa36',18,17,6,'2026-11-21 12:04:48.210604','2026-12-05 12:04:48.210604',NULL,0,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,18);
DROP TABLE IF EXISTS `login_failure`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `login_failure` (
  `kind` enum('account','address') NOT NULL,
  `name` char(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  `failures` int(10) unsigned NOT NULL,
  `blocked_until` datetime(6) DEFAULT NULL,
  `last_at` datetime(6) NOT NULL,
  `told_ms` bigint(20) unsigned NOT NULL DEFAULT 0,
  PRIMARY KEY (`kind`,`name`),
  KEY `login_failure_last` (`last_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

DROP TABLE IF EXISTS `omdb_day`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `omdb_day` (
  `day` date NOT NULL,
  `asked` int(11) NOT NULL,
  PRIMARY KEY (`day`)
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
  `account_version` int(10) unsigned NOT NULL DEFAULT 1,
  `password_public` tinyint(1) NOT NULL DEFAULT 0,
  `role` enum('member','staff','admin') NOT NULL DEFAULT 'member',
  `card_number` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin DEFAULT NULL,
  `active` tinyint(1) NOT NULL DEFAULT 1,
  `removed` tinyint(1) NOT NULL DEFAULT 0,
  `ledger` bigint(20) unsigned NOT NULL DEFAULT 0,
  `version` int(10) unsigned NOT NULL DEFAULT 1,
  `created_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  `updated_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  PRIMARY KEY (`id`),
  UNIQUE KEY `person_uuid` (`uuid`),
  UNIQUE KEY `person_email` (`email`),
  UNIQUE KEY `person_card` (`card_number`)
) ENGINE=InnoDB AUTO_INCREMENT=13 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `person` VALUES
(1,'46bd51f9-e20b-4b4f-b5a7-f25339a34906','fredr@neighborhood.com','fred','rogers','$argon2id$v=19$m=19456,t=2,p=1$XWoIkGPrwzOAv4ZKrUgsgw$FM/lyP5W3W+IIUR5CeCv9Oveyx16WzOhr+EYlX1afpQ',1,1,'member',NULL,1,0,0,1,'2026-11-21 12:04:47.136162','2026-11-21 12:04:47.136162'),
(2,'3dc89923-ed41-4b82-8127-2c0d12732ecb','m9655f84@example.com','Ann','O\'Hara',NULL,1,0,'member','c9655f85',1,0,4,2,'2026-11-21 12:04:47.999859','2026-11-21 12:04:48.005331'),
(4,'cde37149-083b-47a2-ada2-d15f7dcd0552','m9655f813@example.com','Ann','O\'Hara',NULL,1,0,'member',NULL,1,0,0,1,'2026-11-21 12:04:48.100960','2026-11-21 12:04:48.100960'),
(5,'25e19a57-f14a-49c5-9f4a-dbc08ae0ff38',NULL,'C9655f815','S',NULL,1,0,'member',NULL,1,0,0,1,'2026-11-21 12:04:48.109517','2026-11-21 12:04:48.109517'),
(6,'caab11b3-2897-4e85-ab6c-132b69e0b80c','m9655f816@example.com','Ann','O\'Hara',NULL,1,0,'member',NULL,1,0,0,1,'2026-11-21 12:04:48.209624','2026-11-21 12:04:48.209624'),
(7,'0e9efc7d-8346-48a6-939b-c9f581aad045','m9655f817@example.com','Ann','O\'Hara',NULL,1,0,'member',NULL,1,0,0,1,'2026-11-21 12:04:48.213327','2026-11-21 12:04:48.213327'),
(8,'160d00a3-ba54-49bd-aa98-8fb0f781873e','m9655f818@example.com','Ann','O\'Hara',NULL,1,0,'member',NULL,1,0,0,1,'2026-11-21 12:04:48.217231','2026-11-21 12:04:48.217231'),
(9,'530ea0fa-49b1-40ca-98d0-077fb183b252','m9655f819@example.com','Ann','O\'Hara',NULL,1,0,'member',NULL,1,0,0,1,'2026-11-21 12:04:48.220425','2026-11-21 12:04:48.220425'),
(10,'5ff3f41e-b8a8-482d-8646-d6bf489224a5','m9655f820@example.com','Ann','O\'Hara',NULL,1,0,'member',NULL,1,0,0,1,'2026-11-21 12:04:48.229528','2026-11-21 12:04:48.229528'),
(11,'c2d84c7b-8cdc-442e-97a7-fe9a3595fd42',NULL,'','',NULL,1,0,'member','787318155011000',1,0,0,1,'2026-11-21 12:04:48.238892','2026-11-21 12:04:48.238892'),
(12,'b327020e-c6ea-4715-b5bd-5640b96bd6a2','ada@example.org','','','$argon2id$v=19$m=19456,t=2,p=1$iOdWSAzlol/TmdeWCBMbeg$+iv8mVDkLV0mvOTr9OADsdii9rG3wNBaCV1LSo5uDWE',1,0,'admin',NULL,1,0,0,1,'2026-11-21 12:04:48.340192','2026-11-21 12:04:48.340192');
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
(1,'001-foundation.sql','da528c71e1f72b6f9da1c3e6b95133a6bcc4c5fb83bba41143c668387697326a',8,8,'2026-11-21 12:04:47.031118'),
(2,'002-loans.sql','4d76b48b65d56f58c983d11cbf777afae98c68aa58ac7e7f8bc6a743915ec02a',9,9,'2026-11-21 12:04:47.063305'),
(3,'003-holds.sql','52c3490a7b76fe37085f2286c77ce5fc4e50b8f651b26c4895ea14e8e86a3b1d',3,3,'2026-11-21 12:04:47.083563'),
(4,'004-accounts.sql','9dd483626c841fc6de166704e7201265d61a5fca12970198c5882e17634f81d5',9,9,'2026-11-21 12:04:47.105126'),
(5,'005-shelves.sql','9203d763438b751bdfb47593262319408458d5c5a1224421e63af64e3ed770f2',6,6,'2026-11-21 12:04:47.115800');
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
('fixed','2026-11-21 12:04:47.138687'),
('sample','2026-11-21 12:04:47.143304');
DROP TABLE IF EXISTS `shelf`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `shelf` (
  `one` tinyint(3) unsigned NOT NULL DEFAULT 1,
  `version` bigint(20) unsigned NOT NULL DEFAULT 1,
  `epoch` bigint(20) unsigned NOT NULL DEFAULT 1,
  `works` bigint(20) NOT NULL,
  `books` bigint(20) NOT NULL,
  `movies` bigint(20) NOT NULL,
  PRIMARY KEY (`one`),
  CONSTRAINT `shelf_alone` CHECK (`one` = 1)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `shelf` VALUES
(1,1795262687142784,1795262687142771,20,14,6);
DROP TABLE IF EXISTS `shelf_part`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `shelf_part` (
  `kind` enum('all','book','movie') NOT NULL,
  `first_title` varchar(500) NOT NULL,
  `place` bigint(20) NOT NULL,
  `works` bigint(20) NOT NULL,
  `version` bigint(20) unsigned NOT NULL,
  PRIMARY KEY (`kind`,`first_title`),
  UNIQUE KEY `shelf_part_place` (`kind`,`place`),
  KEY `shelf_part_version` (`kind`,`version`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `shelf_part` VALUES
('all','',0,20,1795262687142784),
('book','',0,14,1795262687142784),
('movie','',0,6,1795262687142771);
DROP TABLE IF EXISTS `tariff`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `tariff` (
  `version` int(10) unsigned NOT NULL,
  `type` char(1) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  `name` varchar(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  `first_days` int(10) unsigned NOT NULL,
  `first_rate_minor` bigint(20) NOT NULL,
  `after_rate_minor` bigint(20) NOT NULL,
  `least_minor` bigint(20) NOT NULL,
  PRIMARY KEY (`version`,`type`),
  CONSTRAINT `tariff_of_version` FOREIGN KEY (`version`) REFERENCES `tariff_version` (`version`),
  CONSTRAINT `tariff_not_negative` CHECK (`first_rate_minor` >= 0 and `after_rate_minor` >= 0 and `least_minor` >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `tariff` VALUES
(1,'F','Fiction',0,0,300,300),
(1,'N','Novel',0,0,150,450),
(1,'R','Regular',2,100,150,200);
DROP TABLE IF EXISTS `tariff_version`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `tariff_version` (
  `version` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `created_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  `created_by` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
  PRIMARY KEY (`version`)
) ENGINE=InnoDB AUTO_INCREMENT=2 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `tariff_version` VALUES
(1,'2026-11-21 12:04:47.052548','carrelctl');
DROP TABLE IF EXISTS `token_revoked`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `token_revoked` (
  `jti` uuid NOT NULL,
  `expires_at` datetime(6) NOT NULL,
  PRIMARY KEY (`jti`),
  KEY `token_revoked_over` (`expires_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

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
  `withdrawn` tinyint(1) NOT NULL DEFAULT 0,
  `queue` bigint(20) unsigned NOT NULL DEFAULT 0,
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
  KEY `work_year` (`year`),
  KEY `work_by_title` (`withdrawn`,`title_search`,`id`),
  KEY `work_by_kind` (`withdrawn`,`kind`,`title_search`,`id`),
  KEY `work_added` (`withdrawn`,`kind`,`id`),
  KEY `work_films` (`withdrawn`,`kind`,`title_search`,`imdb_id`,`id`),
  FULLTEXT KEY `work_text` (`title_search`,`creator_search`)
) ENGINE=InnoDB AUTO_INCREMENT=24 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `work` VALUES
(1,'dfe3157b-b402-4104-a0eb-e54bee1210f0','book','Chicken Soup for the Soul 20th Anniversary Edition','Jack Canfield, Mark Victor Hansen, Amy Newmark','Chicken Soup for the Soul 20th Anniversary Edition','978-1611599138','9781611599138',NULL,NULL,NULL,'2013-06-25','2013-06-25',2013,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 12:04:47.136452','2026-11-21 12:04:47.136452','Chicken Soup for the Soul 20th Anniversary Edition','Jack Canfield, Mark Victor Hansen, Amy Newmark'),
(2,'04856d91-c951-429c-a405-423300faf499','book','Python for Dummies','John Paul Mueller','Python for Dummies','9781118891452','9781118891452',NULL,NULL,NULL,'2014-09-01','2014-09-01',2014,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 12:04:47.136452','2026-11-21 12:04:47.136452','Python for Dummies','John Paul Mueller'),
(3,'855cd5d2-5b26-4a77-bd4f-10949ce30f6a','book','Lolita','Vladimir Nabokov','Lolita','9780679723165','9780679723165',NULL,NULL,NULL,NULL,NULL,1955,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 12:04:47.139450','2026-11-21 12:04:47.139450','Lolita','Vladimir Nabokov'),
(4,'8bf041c2-5669-4d6c-9b65-f70e2db64c67','book','Dune','Frank Herbert','Dune','9780441013593','9780441013593',NULL,NULL,'Chilton',NULL,NULL,1965,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 12:04:47.139450','2026-11-21 12:04:47.139450','Dune','Frank Herbert'),
(5,'e2d5de72-669a-4642-a463-d8a9ec44b3d0','book','The Left Hand of Darkness','Ursula K. Le Guin','The Left Hand of Darkness','9780441478125','9780441478125',NULL,NULL,NULL,NULL,NULL,1969,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 12:04:47.139450','2026-11-21 12:04:47.139450','The Left Hand of Darkness','Ursula K. Le Guin'),
(6,'4f2e75ff-1511-4507-af9a-a515e785a004','book','Beloved','Toni Morrison','Beloved','9781400033416','9781400033416',NULL,NULL,NULL,NULL,NULL,1987,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 12:04:47.139450','2026-11-21 12:04:47.139450','Beloved','Toni Morrison'),
(7,'135c7e30-fc5e-4d58-b351-480c73a17b0d','book','The Name of the Rose','Umberto Eco','The Name of the Rose','9780156001311','9780156001311',NULL,NULL,NULL,NULL,NULL,1980,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 12:04:47.139450','2026-11-21 12:04:47.139450','The Name of the Rose','Umberto Eco'),
(8,'a16cb2ff-9b24-4ff1-a8b0-c93c515b8c7e','book','Pride and Prejudice','Jane Austen','Pride and Prejudice','9780141439518','9780141439518',NULL,NULL,NULL,NULL,NULL,1813,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 12:04:47.139450','2026-11-21 12:04:47.139450','Pride and Prejudice','Jane Austen'),
(9,'1a35102b-ac63-44c4-a60c-8efddd21587f','book','The Trial','Franz Kafka','The Trial','9780805209990','9780805209990',NULL,NULL,NULL,NULL,NULL,1925,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 12:04:47.139450','2026-11-21 12:04:47.139450','The Trial','Franz Kafka'),
(10,'daf4c0c9-e66a-4a39-9670-c0bec30fc096','book','Pedro Páramo','Juan Rulfo','Pedro Páramo','9780802133908','9780802133908',NULL,NULL,NULL,NULL,NULL,1955,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 12:04:47.139450','2026-11-21 12:04:47.139450','Pedro Páramo','Juan Rulfo'),
(11,'f6a86b8d-0861-46c1-8ec3-84d78d1528a4','movie','The Godfather','Francis Ford Coppola',NULL,NULL,NULL,'tt0068646',NULL,NULL,NULL,NULL,1972,NULL,'Crime, Drama','United States',9.2,'1972-03-24',0,0,1,'2026-11-21 12:04:47.139809','2026-11-21 12:04:47.139809','The Godfather','Francis Ford Coppola'),
(12,'76637f2e-8390-4cc1-a9c4-ef28f48c007c','movie','12 Angry Men','Sidney Lumet',NULL,NULL,NULL,'tt0050083',NULL,NULL,NULL,NULL,1957,NULL,'Crime, Drama','United States',9.0,'1957-04-10',0,0,1,'2026-11-21 12:04:47.139809','2026-11-21 12:04:47.139809','12 Angry Men','Sidney Lumet'),
(13,'34ee2a71-4278-4a4c-9dfb-5d4b5f1c958c','movie','Casablanca','Michael Curtiz',NULL,NULL,NULL,'tt0034583',NULL,NULL,NULL,NULL,1942,NULL,'Drama, Romance, War','United States',8.5,'1943-01-23',0,0,1,'2026-11-21 12:04:47.139809','2026-11-21 12:04:47.139809','Casablanca','Michael Curtiz'),
(14,'6642db12-9b14-442c-b030-0c0511302338','movie','Seven Samurai','Akira Kurosawa',NULL,NULL,NULL,'tt0047478',NULL,NULL,NULL,NULL,1954,NULL,'Action, Drama','Japan',8.6,'1956-11-19',0,0,1,'2026-11-21 12:04:47.139809','2026-11-21 12:04:47.139809','Seven Samurai','Akira Kurosawa'),
(15,'8ee951e2-7836-4567-9a22-e9f1f49c54ec','movie','Metropolis','Fritz Lang',NULL,NULL,NULL,'tt0017136',NULL,NULL,NULL,NULL,1927,NULL,'Drama, Sci-Fi','Germany',8.3,'1927-03-13',0,0,1,'2026-11-21 12:04:47.139809','2026-11-21 12:04:47.139809','Metropolis','Fritz Lang'),
(16,'1021bc92-a846-4421-b254-c6abf503f56d','movie','Singin\' in the Rain','Stanley Donen, Gene Kelly',NULL,NULL,NULL,'tt0045152',NULL,NULL,NULL,NULL,1952,NULL,'Comedy, Musical, Romance','United States',8.3,'1952-04-11',0,0,1,'2026-11-21 12:04:47.139809','2026-11-21 12:04:47.139809','Singin\' in the Rain','Stanley Donen, Gene Kelly'),
(17,'d40f1298-b3e8-4815-bcf0-2ffab27064d5','book','Day 9655f81','Änne Müller','Day 9655f81','978-3-9409-6334-5','9783940963345',NULL,NULL,'P\'s \\ \"press\" ☃',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,6,2,'2026-11-21 12:04:47.986814','2026-11-21 12:04:47.992066','Day 9655f81','Änne Müller'),
(19,'de216e4c-df96-4aad-94dd-8092b7a3970e','book','Once 9655f87',NULL,'Once 9655f87',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 12:04:48.026629','2026-11-21 12:04:48.026629','Once 9655f87',NULL),
(21,'ba44143e-a971-4263-a6e7-8ca4b9b8b91d','book','Sold 9655f814','A','Sold 9655f814',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'F',NULL,NULL,NULL,NULL,0,1,1,'2026-11-21 12:04:48.107417','2026-11-21 12:04:48.107417','Sold 9655f814','A'),
(22,'11e13c23-2293-48fd-85db-4e351d36febe','book','Kept 9655f821',NULL,'Kept 9655f821',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,1,1,'2026-11-21 12:04:48.230814','2026-11-21 12:04:48.230814','Kept 9655f821',NULL),
(23,'9f10463f-9dd6-4bbd-875e-a7b47cde9ee0','book','Room 9655f822','A',NULL,NULL,NULL,NULL,NULL,'P',NULL,'1999',1999,NULL,NULL,NULL,NULL,NULL,1,2,2,'2026-11-21 12:04:48.235508','2026-11-21 12:04:48.248279','Room 9655f822','A');
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

