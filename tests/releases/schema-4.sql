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
(1,'de2f9a80-5b3b-49a1-8719-05a51e5b1845',5,'charge',300,1,NULL,NULL,'2026-11-21 11:00:36.058135','open',1),
(2,'c1c15ce7-6d67-440c-a7e1-6d2328ca95d7',2,'charge',650,2,NULL,NULL,'2026-11-21 11:00:36.112609','open',2),
(3,'f39dbf8e-d0da-4461-be15-7aa36686c8d7',2,'payment',-250,NULL,NULL,NULL,'2026-11-21 11:00:36.124854','open',NULL),
(4,'8449d801-6ad2-4322-8e56-477c8c2c167d',2,'waiver',-100,NULL,NULL,'it rained','2026-11-21 11:00:36.133268','open',NULL),
(5,'a14628ca-4ce1-458e-bac9-9e9882354e13',2,'void',250,NULL,3,NULL,'2026-11-21 11:00:36.141442','open',NULL),
(6,'249f3a4e-0496-4dff-a878-218dd2b15c8f',2,'payment',-100,NULL,NULL,NULL,'2026-11-21 11:00:36.155803','open',NULL);
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
(1,3,2,250,NULL,'2026-11-21 11:00:36.125020'),
(2,4,2,100,NULL,'2026-11-21 11:00:36.133438'),
(3,3,2,-250,1,'2026-11-21 11:00:36.141589'),
(4,3,5,250,NULL,'2026-11-21 11:00:36.142016'),
(5,6,2,100,NULL,'2026-11-21 11:00:36.155954');
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
(1,'2026-11-21 11:00:34.595096','carrelctl:root','operator','d55ea9ec-70fd-4582-af2d-3d79f6db1f5a','RUN','carrelctl seed',NULL,'import','fixed',NULL,'{\"rows\":\"seed\"}'),
(2,'2026-11-21 11:00:34.604809','carrelctl:root','operator','d55ea9ec-70fd-4582-af2d-3d79f6db1f5a','RUN','carrelctl seed',NULL,'import','sample',NULL,'{\"rows\":\"seed\"}'),
(3,'2026-11-21 11:00:35.792228','open','staff','4fcf94a477a21c26ab02aea314079ebf','POST','/api/v1/works','/api/v1/works','work','bfeeb0b9-ddb4-41fd-85fb-5e766d2bc5d9',NULL,'{\"id\":\"bfeeb0b9-ddb4-41fd-85fb-5e766d2bc5d9\",\"kind\":\"book\",\"title\":\"Day f1681b1\",\"creator\":\"Änne Müller\",\"isbn\":\"978-6-3283-3094-4\",\"imdb_id\":null,\"publisher\":null,\"published\":null,\"published_text\":null,\"year\":null,\"type\":null,\"genre\":null,\"country\":null,\"rating\":null,\"released\":null,\"copies\":1,\"available\":1,\"created_at\":\"2026-11-21T11:00:35.791390Z\",\"updated_at\":\"2026-11-21T11:00:35.791390Z\"}'),
(4,'2026-11-21 11:00:35.796913','open','staff','934d70c0f59fd117d31c337dc55d49c5','PATCH','/api/v1/works/{id}','/api/v1/works/bfeeb0b9-ddb4-41fd-85fb-5e766d2bc5d9','work','bfeeb0b9-ddb4-41fd-85fb-5e766d2bc5d9','{\"id\":\"bfeeb0b9-ddb4-41fd-85fb-5e766d2bc5d9\",\"kind\":\"book\",\"title\":\"Day f1681b1\",\"creator\":\"Änne Müller\",\"isbn\":\"978-6-3283-3094-4\",\"imdb_id\":null,\"publisher\":null,\"published\":null,\"published_text\":null,\"year\":null,\"type\":null,\"genre\":null,\"country\":null,\"rating\":null,\"released\":null,\"copies\":1,\"available\":1,\"created_at\":\"2026-11-21T11:00:35.791390Z\",\"updated_at\":\"2026-11-21T11:00:35.791390Z\"}','{\"id\":\"bfeeb0b9-ddb4-41fd-85fb-5e766d2bc5d9\",\"kind\":\"book\",\"title\":\"Day f1681b1\",\"creator\":\"Änne Müller\",\"isbn\":\"978-6-3283-3094-4\",\"imdb_id\":null,\"publisher\":\"P\'s \\\\ \\\"press\\\" ☃\",\"published\":null,\"published_text\":null,\"year\":null,\"type\":null,\"genre\":null,\"country\":null,\"rating\":null,\"released\":null,\"copies\":1,\"available\":1,\"created_at\":\"2026-11-21T11:00:35.791390Z\",\"updated_at\":\"2026-11-21T11:00:35.796511Z\"}'),
(5,'2026-11-21 11:00:35.800482','open','staff','c2427c25d2eb3c5e0500da2e5c6ebcb6','POST','/api/v1/works','/api/v1/works','work','ea82ae60-54d8-4064-a495-fb082a6c2058',NULL,'{\"id\":\"ea82ae60-54d8-4064-a495-fb082a6c2058\",\"kind\":\"book\",\"title\":\"Gone f1681b3\",\"creator\":null,\"isbn\":null,\"imdb_id\":null,\"publisher\":null,\"published\":null,\"published_text\":null,\"year\":null,\"type\":null,\"genre\":null,\"country\":null,\"rating\":null,\"released\":null,\"copies\":1,\"available\":1,\"created_at\":\"2026-11-21T11:00:35.799866Z\",\"updated_at\":\"2026-11-21T11:00:35.799866Z\"}'),
(6,'2026-11-21 11:00:35.804646','open','staff','ea5aaa3fb60d1ac3dcc1727955651339','POST','/api/v1/people','/api/v1/people','person','c679734c-926d-436e-b224-7f315b0481a9',NULL,'{\"id\":\"c679734c-926d-436e-b224-7f315b0481a9\",\"email\":\"mf1681b4@example.com\",\"first_name\":\"Ann\",\"last_name\":\"O\'Hara\",\"role\":\"member\",\"card_number\":null,\"active\":true,\"created_at\":\"2026-11-21T11:00:35.803872Z\",\"updated_at\":\"2026-11-21T11:00:35.803872Z\"}'),
(7,'2026-11-21 11:00:35.807791','open','staff','1211378b017df1ac6ccfff706aa35110','PATCH','/api/v1/people/{id}','/api/v1/people/c679734c-926d-436e-b224-7f315b0481a9','person','c679734c-926d-436e-b224-7f315b0481a9','{\"id\":\"c679734c-926d-436e-b224-7f315b0481a9\",\"email\":\"mf1681b4@example.com\",\"first_name\":\"Ann\",\"last_name\":\"O\'Hara\",\"role\":\"member\",\"card_number\":null,\"active\":true,\"created_at\":\"2026-11-21T11:00:35.803872Z\",\"updated_at\":\"2026-11-21T11:00:35.803872Z\"}','{\"id\":\"c679734c-926d-436e-b224-7f315b0481a9\",\"email\":\"mf1681b4@example.com\",\"first_name\":\"Ann\",\"last_name\":\"O\'Hara\",\"role\":\"member\",\"card_number\":\"cf1681b5\",\"active\":true,\"created_at\":\"2026-11-21T11:00:35.803872Z\",\"updated_at\":\"2026-11-21T11:00:35.807499Z\"}'),
(8,'2026-11-21 11:00:35.811190','open','staff','37182f98ebc7d726d79c7f4afa9f899e','POST','/api/v1/lists','/api/v1/lists','list','f677bfa2-bba4-4483-9898-04537d0681a2',NULL,'{\"id\":\"f677bfa2-bba4-4483-9898-04537d0681a2\",\"owner\":\"c679734c-926d-436e-b224-7f315b0481a9\",\"name\":\"List f1681b6\",\"visibility\":\"private\",\"entries\":0,\"created_at\":\"2026-11-21T11:00:35.809490Z\",\"updated_at\":\"2026-11-21T11:00:35.809490Z\"}'),
(9,'2026-11-21 11:00:35.813142','open','staff','fab2fdc2a9651f1e6d7de41826e1b0e6','PUT','/api/v1/lists/{id}/entries/{work}','/api/v1/lists/f677bfa2-bba4-4483-9898-04537d0681a2/entries/bfeeb0b9-ddb4-41fd-85fb-5e766d2bc5d9','entry','f677bfa2-bba4-4483-9898-04537d0681a2',NULL,'{\"list\":\"f677bfa2-bba4-4483-9898-04537d0681a2\",\"work\":\"bfeeb0b9-ddb4-41fd-85fb-5e766d2bc5d9\",\"note\":\"a note\"}'),
(10,'2026-11-21 11:00:35.816042','open','staff','ef505a03cfffd1019d2ab9b90186bd25','PUT','/api/v1/lists/{id}/entries/{work}','/api/v1/lists/f677bfa2-bba4-4483-9898-04537d0681a2/entries/ea82ae60-54d8-4064-a495-fb082a6c2058','entry','f677bfa2-bba4-4483-9898-04537d0681a2',NULL,'{\"list\":\"f677bfa2-bba4-4483-9898-04537d0681a2\",\"work\":\"ea82ae60-54d8-4064-a495-fb082a6c2058\",\"note\":\"a note\"}'),
(11,'2026-11-21 11:00:35.823413','open','staff','121e4b7b813d10dcd4361b5ddf52f2b5','PUT','/api/v1/lists/{id}/entries/order','/api/v1/lists/f677bfa2-bba4-4483-9898-04537d0681a2/entries/order','list','f677bfa2-bba4-4483-9898-04537d0681a2','{\"order\":[\"bfeeb0b9-ddb4-41fd-85fb-5e766d2bc5d9\",\"ea82ae60-54d8-4064-a495-fb082a6c2058\"]}','{\"order\":[\"ea82ae60-54d8-4064-a495-fb082a6c2058\",\"bfeeb0b9-ddb4-41fd-85fb-5e766d2bc5d9\"]}'),
(12,'2026-11-21 11:00:35.825431','open','staff','b190b65427e242661ea55de0e8cdd42f','DELETE','/api/v1/lists/{id}/entries/{work}','/api/v1/lists/f677bfa2-bba4-4483-9898-04537d0681a2/entries/ea82ae60-54d8-4064-a495-fb082a6c2058','entry','f677bfa2-bba4-4483-9898-04537d0681a2','{\"list\":\"f677bfa2-bba4-4483-9898-04537d0681a2\",\"work\":\"ea82ae60-54d8-4064-a495-fb082a6c2058\",\"note\":\"a note\"}',NULL),
(13,'2026-11-21 11:00:35.827144','open','staff','47f1b6cd0fbf26377aa6025ccb47d98f','DELETE','/api/v1/works/{id}','/api/v1/works/ea82ae60-54d8-4064-a495-fb082a6c2058','work','ea82ae60-54d8-4064-a495-fb082a6c2058','{\"id\":\"ea82ae60-54d8-4064-a495-fb082a6c2058\",\"kind\":\"book\",\"title\":\"Gone f1681b3\",\"creator\":null,\"isbn\":null,\"imdb_id\":null,\"publisher\":null,\"published\":null,\"published_text\":null,\"year\":null,\"type\":null,\"genre\":null,\"country\":null,\"rating\":null,\"released\":null,\"copies\":1,\"available\":1,\"created_at\":\"2026-11-21T11:00:35.799866Z\",\"updated_at\":\"2026-11-21T11:00:35.799866Z\"}',NULL),
(14,'2026-11-21 11:00:35.829844','open','staff','48b9d20f2a3db7d7a3c4a4bc760fc60b','POST','/api/v1/works','/api/v1/works','work','352a18b0-e9e3-41ef-b1ac-47938e9e2489',NULL,'{\"id\":\"352a18b0-e9e3-41ef-b1ac-47938e9e2489\",\"kind\":\"book\",\"title\":\"Once f1681b7\",\"creator\":null,\"isbn\":null,\"imdb_id\":null,\"publisher\":null,\"published\":null,\"published_text\":null,\"year\":null,\"type\":null,\"genre\":null,\"country\":null,\"rating\":null,\"released\":null,\"copies\":1,\"available\":1,\"created_at\":\"2026-11-21T11:00:35.829351Z\",\"updated_at\":\"2026-11-21T11:00:35.829351Z\"}'),
(15,'2026-11-21 11:00:35.900613','open','staff','e32dbcf14b4b0275e205ac78296195af','POST','/add_user','/add_user','person','88a1344e-231e-4436-ac72-4c65ea7ce979',NULL,'{\"id\":\"88a1344e-231e-4436-ac72-4c65ea7ce979\",\"email\":\"mf1681b9@example.com\",\"first_name\":\"B\",\"last_name\":\"L\",\"role\":\"member\",\"password\":\"set\"}'),
(16,'2026-11-21 11:00:35.904175','open','staff','8bd6dc908a958e9a5c04a74b16ea2727','POST','/add_book','/add_book','work','b077f215-1ae6-40be-82aa-a0651485045f',NULL,'{\"id\":\"b077f215-1ae6-40be-82aa-a0651485045f\",\"isbn\":\"9786328331507\",\"title\":\"Listed f1681b12\",\"author\":\"A\",\"pub_date\":\"2020-01-02\"}'),
(17,'2026-11-21 11:00:35.907371','open','staff','64f8a4c42885048a91fbf88e55991967','POST','/add_book_to_list','/add_book_to_list','entry','5a7bd64e-294b-475f-82b7-a74a34c34dfc',NULL,'{\"email\":\"mf1681b9@example.com\",\"isbn\":\"9786328331507\"}'),
(18,'2026-11-21 11:00:35.911988','open','staff','d67bb70f6d9b6508d51377b75d1a596f','POST','/remove_book_from_list','/remove_book_from_list','entry','5a7bd64e-294b-475f-82b7-a74a34c34dfc','{\"email\":\"mf1681b9@example.com\",\"isbn\":\"9786328331507\"}',NULL),
(19,'2026-11-21 11:00:35.915674','open','staff','2920ec80a9c10f3fc08a43535717b9f3','POST','/delete_book','/delete_book','work','b077f215-1ae6-40be-82aa-a0651485045f','{\"id\":\"b077f215-1ae6-40be-82aa-a0651485045f\",\"isbn\":\"9786328331507\",\"title\":\"Listed f1681b12\",\"author\":\"A\",\"pub_date\":\"2020-01-02\"}',NULL),
(20,'2026-11-21 11:00:35.924190','open','staff','bf7b80af1ebf00d0b5089fed2efb6919','POST','/delete_user','/delete_user','person','88a1344e-231e-4436-ac72-4c65ea7ce979','{\"id\":\"88a1344e-231e-4436-ac72-4c65ea7ce979\",\"email\":\"mf1681b9@example.com\",\"first_name\":\"B\",\"last_name\":\"L\",\"role\":\"member\"}',NULL),
(21,'2026-11-21 11:00:35.928140','open','staff','084a2ec3b579dfad94ead6167b0fd6ba','POST','/api/v1/people','/api/v1/people','person','9ab08580-9dea-4e2a-9308-882de5424c10',NULL,'{\"id\":\"9ab08580-9dea-4e2a-9308-882de5424c10\",\"email\":\"mf1681b13@example.com\",\"first_name\":\"Ann\",\"last_name\":\"O\'Hara\",\"role\":\"member\",\"card_number\":null,\"active\":true,\"created_at\":\"2026-11-21T11:00:35.927754Z\",\"updated_at\":\"2026-11-21T11:00:35.927754Z\"}'),
(22,'2026-11-21 11:00:35.932318','open','staff','11ec3a0e05a2907ba992aa914181f355','POST','/wishlist_entry','/wishlist_entry','entry','31675cf1-c0bc-4a85-b07d-0e6447a35d52',NULL,'{\"list\":\"31675cf1-c0bc-4a85-b07d-0e6447a35d52\",\"work\":\"dfe3157b-b402-4104-a0eb-e54bee1210f0\"}'),
(23,'2026-11-21 11:00:35.938223','open','staff','51ba52ae2a870abac3e389f8de978fe1','DELETE','/wishlist_entry','/wishlist_entry','entry','31675cf1-c0bc-4a85-b07d-0e6447a35d52','{\"list\":\"31675cf1-c0bc-4a85-b07d-0e6447a35d52\",\"work\":\"dfe3157b-b402-4104-a0eb-e54bee1210f0\"}',NULL),
(24,'2026-11-21 11:00:35.940615','open','staff','5d9378dcd7a732d8b55cd409c286493e','POST','/books/','/books/','work','a83c0bc1-5519-40da-bfe1-e1822483ad04',NULL,'{\"title\":\"Sold f1681b14\",\"author\":\"A\",\"rental_status\":\"Available\",\"book_type\":\"F\"}'),
(25,'2026-11-21 11:00:35.951434','open','staff','45ba22a055193adf1935a2943f033126','POST','/customers/','/customers/','person','f65731f9-9786-4fd2-aba1-c0d6604dcb35',NULL,'{\"first_name\":\"Cf1681b15\",\"last_name\":\"S\",\"is_active\":true}'),
(26,'2026-11-21 11:00:36.001518','open','staff','ca796b5b177b472aa0678facf6b70dd6','POST','/customers/{number}/rentals/','/customers/5/rentals/','loan','63c5547b-c213-410e-8a66-a039b8b62723',NULL,'{\"book\":21,\"customer_id\":5,\"rental_status\":\"Active\",\"book_title\":\"Sold f1681b14\"}'),
(27,'2026-11-21 11:00:36.060309','open','staff','724317e53aea67cda21423565a98a55d','PUT','/rentals/{number}/close/','/rentals/1/close/','loan','63c5547b-c213-410e-8a66-a039b8b62723','{\"book\":21,\"customer_id\":5,\"rental_status\":\"Active\",\"book_title\":\"Sold f1681b14\"}','{\"amount_charged\":\"3.00\",\"currency\":\"Rs\",\"rental_status\":\"Closed\",\"date_returned\":\"2026-11-21T14:00:36.057551+03:00\"}'),
(28,'2026-11-21 11:00:36.067966','open','staff','43511bbfefd73fe9c820e5bfcae9af62','POST','/api/v1/loans','/api/v1/loans','loan','290d6da8-0e9d-41b3-9923-139a04ed4585',NULL,'{\"id\":\"290d6da8-0e9d-41b3-9923-139a04ed4585\",\"person\":\"c679734c-926d-436e-b224-7f315b0481a9\",\"work\":\"bfeeb0b9-ddb4-41fd-85fb-5e766d2bc5d9\",\"title\":\"Day f1681b1\",\"copy\":\"8925ec69-cca6-4a43-b1e2-8dc1b84cf5a8\",\"out_at\":\"2026-11-21T11:00:36.062621Z\",\"due_at\":\"2026-12-05T11:00:36.062621Z\",\"returned_at\":null,\"overdue\":false,\"renewals\":0,\"type\":\"R\",\"tariff_version\":1,\"days\":null,\"charge\":null,\"amount\":null}'),
(29,'2026-11-21 11:00:36.072208','open','staff','b2edf26e38096b0ad53c04be7db94601','POST','/api/v1/loans/{id}/renew','/api/v1/loans/290d6da8-0e9d-41b3-9923-139a04ed4585/renew','loan','290d6da8-0e9d-41b3-9923-139a04ed4585','{\"id\":\"290d6da8-0e9d-41b3-9923-139a04ed4585\",\"person\":\"c679734c-926d-436e-b224-7f315b0481a9\",\"work\":\"bfeeb0b9-ddb4-41fd-85fb-5e766d2bc5d9\",\"title\":\"Day f1681b1\",\"copy\":\"8925ec69-cca6-4a43-b1e2-8dc1b84cf5a8\",\"out_at\":\"2026-11-21T11:00:36.062621Z\",\"due_at\":\"2026-12-05T11:00:36.062621Z\",\"returned_at\":null,\"overdue\":false,\"renewals\":0,\"type\":\"R\",\"tariff_version\":1,\"days\":null,\"charge\":null,\"amount\":null}','{\"id\":\"290d6da8-0e9d-41b3-9923-139a04ed4585\",\"person\":\"c679734c-926d-436e-b224-7f315b0481a9\",\"work\":\"bfeeb0b9-ddb4-41fd-85fb-5e766d2bc5d9\",\"title\":\"Day f1681b1\",\"copy\":\"8925ec69-cca6-4a43-b1e2-8dc1b84cf5a8\",\"out_at\":\"2026-11-21T11:00:36.062621Z\",\"due_at\":\"2026-12-19T11:00:36.062621Z\",\"returned_at\":null,\"overdue\":false,\"renewals\":1,\"type\":\"R\",\"tariff_version\":1,\"days\":null,\"charge\":null,\"amount\":null}'),
(30,'2026-11-21 11:00:36.114099','open','staff','80c4d263095c555a52e079325f38870e','POST','/api/v1/loans/{id}/return','/api/v1/loans/290d6da8-0e9d-41b3-9923-139a04ed4585/return','loan','290d6da8-0e9d-41b3-9923-139a04ed4585','{\"id\":\"290d6da8-0e9d-41b3-9923-139a04ed4585\",\"person\":\"c679734c-926d-436e-b224-7f315b0481a9\",\"work\":\"bfeeb0b9-ddb4-41fd-85fb-5e766d2bc5d9\",\"title\":\"Day f1681b1\",\"copy\":\"8925ec69-cca6-4a43-b1e2-8dc1b84cf5a8\",\"out_at\":\"2026-11-16T11:00:36.062621Z\",\"due_at\":\"2026-12-14T11:00:36.062621Z\",\"returned_at\":null,\"overdue\":false,\"renewals\":1,\"type\":\"R\",\"tariff_version\":1,\"days\":null,\"charge\":null,\"amount\":null}','{\"id\":\"290d6da8-0e9d-41b3-9923-139a04ed4585\",\"person\":\"c679734c-926d-436e-b224-7f315b0481a9\",\"work\":\"bfeeb0b9-ddb4-41fd-85fb-5e766d2bc5d9\",\"title\":\"Day f1681b1\",\"copy\":\"8925ec69-cca6-4a43-b1e2-8dc1b84cf5a8\",\"out_at\":\"2026-11-16T11:00:36.062621Z\",\"due_at\":\"2026-12-14T11:00:36.062621Z\",\"returned_at\":\"2026-11-21T11:00:36.111704Z\",\"overdue\":false,\"renewals\":1,\"type\":\"R\",\"tariff_version\":1,\"days\":5,\"charge\":\"c1c15ce7-6d67-440c-a7e1-6d2328ca95d7\",\"amount\":{\"amount\":\"6.50\",\"currency\":\"Rs\"}}'),
(31,'2026-11-21 11:00:36.126754','open','staff','008e50f61319922e88aee62628666477','POST','/api/v1/people/{id}/payments','/api/v1/people/c679734c-926d-436e-b224-7f315b0481a9/payments','line','f39dbf8e-d0da-4461-be15-7aa36686c8d7',NULL,'{\"dry_run\":false,\"balance\":{\"amount\":\"4.00\",\"currency\":\"Rs\"},\"line\":{\"id\":\"f39dbf8e-d0da-4461-be15-7aa36686c8d7\",\"kind\":\"payment\",\"loan\":null,\"voids\":null,\"voided_by\":null,\"note\":null,\"created_at\":\"2026-11-21T11:00:36.124854Z\",\"created_by\":\"open\",\"amount\":{\"amount\":\"-2.50\",\"currency\":\"Rs\"},\"open\":{\"amount\":\"0.00\",\"currency\":\"Rs\"}},\"offsets\":[{\"credit\":\"f39dbf8e-d0da-4461-be15-7aa36686c8d7\",\"debit\":\"c1c15ce7-6d67-440c-a7e1-6d2328ca95d7\",\"amount\":{\"amount\":\"2.50\",\"currency\":\"Rs\"}}]}'),
(32,'2026-11-21 11:00:36.135175','open','staff','7c347217608c8aa49dfa6b3668dea32c','POST','/api/v1/people/{id}/waivers','/api/v1/people/c679734c-926d-436e-b224-7f315b0481a9/waivers','line','8449d801-6ad2-4322-8e56-477c8c2c167d',NULL,'{\"dry_run\":false,\"balance\":{\"amount\":\"3.00\",\"currency\":\"Rs\"},\"line\":{\"id\":\"8449d801-6ad2-4322-8e56-477c8c2c167d\",\"kind\":\"waiver\",\"loan\":null,\"voids\":null,\"voided_by\":null,\"note\":\"it rained\",\"created_at\":\"2026-11-21T11:00:36.133268Z\",\"created_by\":\"open\",\"amount\":{\"amount\":\"-1.00\",\"currency\":\"Rs\"},\"open\":{\"amount\":\"0.00\",\"currency\":\"Rs\"}},\"offsets\":[{\"credit\":\"8449d801-6ad2-4322-8e56-477c8c2c167d\",\"debit\":\"c1c15ce7-6d67-440c-a7e1-6d2328ca95d7\",\"amount\":{\"amount\":\"1.00\",\"currency\":\"Rs\"}}]}'),
(33,'2026-11-21 11:00:36.147210','open','staff','90f129691de80982f3e18d7f2e7059e2','POST','/api/v1/people/{id}/account/{line}/void','/api/v1/people/c679734c-926d-436e-b224-7f315b0481a9/account/f39dbf8e-d0da-4461-be15-7aa36686c8d7/void','line','a14628ca-4ce1-458e-bac9-9e9882354e13',NULL,'{\"dry_run\":false,\"balance\":{\"amount\":\"5.50\",\"currency\":\"Rs\"},\"line\":{\"id\":\"a14628ca-4ce1-458e-bac9-9e9882354e13\",\"kind\":\"void\",\"loan\":null,\"voids\":\"f39dbf8e-d0da-4461-be15-7aa36686c8d7\",\"voided_by\":null,\"note\":null,\"created_at\":\"2026-11-21T11:00:36.141442Z\",\"created_by\":\"open\",\"amount\":{\"amount\":\"2.50\",\"currency\":\"Rs\"},\"open\":{\"amount\":\"0.00\",\"currency\":\"Rs\"}},\"offsets\":[{\"credit\":\"f39dbf8e-d0da-4461-be15-7aa36686c8d7\",\"debit\":\"c1c15ce7-6d67-440c-a7e1-6d2328ca95d7\",\"amount\":{\"amount\":\"-2.50\",\"currency\":\"Rs\"}},{\"credit\":\"f39dbf8e-d0da-4461-be15-7aa36686c8d7\",\"debit\":\"a14628ca-4ce1-458e-bac9-9e9882354e13\",\"amount\":{\"amount\":\"2.50\",\"currency\":\"Rs\"}}]}'),
(34,'2026-11-21 11:00:36.158743','open','staff','96b485839c26f86c2ea32c0e70713269','POST','/api/v1/people/{id}/payments','/api/v1/people/c679734c-926d-436e-b224-7f315b0481a9/payments','line','249f3a4e-0496-4dff-a878-218dd2b15c8f',NULL,'{\"dry_run\":false,\"balance\":{\"amount\":\"4.50\",\"currency\":\"Rs\"},\"line\":{\"id\":\"249f3a4e-0496-4dff-a878-218dd2b15c8f\",\"kind\":\"payment\",\"loan\":null,\"voids\":null,\"voided_by\":null,\"note\":null,\"created_at\":\"2026-11-21T11:00:36.155803Z\",\"created_by\":\"open\",\"amount\":{\"amount\":\"-1.00\",\"currency\":\"Rs\"},\"open\":{\"amount\":\"0.00\",\"currency\":\"Rs\"}},\"offsets\":[{\"credit\":\"249f3a4e-0496-4dff-a878-218dd2b15c8f\",\"debit\":\"c1c15ce7-6d67-440c-a7e1-6d2328ca95d7\",\"amount\":{\"amount\":\"1.00\",\"currency\":\"Rs\"}}]}'),
(35,'2026-11-21 11:00:36.167612','open','staff','c6b21c217a11512eebddb48e6a031d1f','POST','/api/v1/people','/api/v1/people','person','01296fc5-094c-404b-a213-e1f26859e730',NULL,'{\"id\":\"01296fc5-094c-404b-a213-e1f26859e730\",\"email\":\"mf1681b16@example.com\",\"first_name\":\"Ann\",\"last_name\":\"O\'Hara\",\"role\":\"member\",\"card_number\":null,\"active\":true,\"created_at\":\"2026-11-21T11:00:36.167247Z\",\"updated_at\":\"2026-11-21T11:00:36.167247Z\"}'),
(36,'2026-11-21 11:00:36.172244','open','staff','5b200a30232c976841617a82eb91e8a0','POST','/api/v1/loans','/api/v1/loans','loan','32c582cb-8f82-45ec-8d57-ff0dc0e01f5c',NULL,'{\"id\":\"32c582cb-8f82-45ec-8d57-ff0dc0e01f5c\",\"person\":\"01296fc5-094c-404b-a213-e1f26859e730\",\"work\":\"bfeeb0b9-ddb4-41fd-85fb-5e766d2bc5d9\",\"title\":\"Day f1681b1\",\"copy\":\"8925ec69-cca6-4a43-b1e2-8dc1b84cf5a8\",\"out_at\":\"2026-11-21T11:00:36.168897Z\",\"due_at\":\"2026-12-05T11:00:36.168897Z\",\"returned_at\":null,\"overdue\":false,\"renewals\":0,\"type\":\"R\",\"tariff_version\":1,\"days\":null,\"charge\":null,\"amount\":null}'),
(37,'2026-11-21 11:00:36.177894','open','staff','0a2e69c8bf6b613fee2beafb0f09cfe8','POST','/api/v1/people','/api/v1/people','person','0ed2a60c-e69d-4c3b-84ae-9f07afff44bc',NULL,'{\"id\":\"0ed2a60c-e69d-4c3b-84ae-9f07afff44bc\",\"email\":\"mf1681b17@example.com\",\"first_name\":\"Ann\",\"last_name\":\"O\'Hara\",\"role\":\"member\",\"card_number\":null,\"active\":true,\"created_at\":\"2026-11-21T11:00:36.177505Z\",\"updated_at\":\"2026-11-21T11:00:36.177505Z\"}'),
(38,'2026-11-21 11:00:36.183341','open','staff','63bd8e3affcd927b9c7a1f46f450cda3','POST','/api/v1/holds','/api/v1/holds','hold','cab1a82b-5441-4276-9266-712630051c03',NULL,'{\"id\":\"cab1a82b-5441-4276-9266-712630051c03\",\"person\":\"0ed2a60c-e69d-4c3b-84ae-9f07afff44bc\",\"work\":\"bfeeb0b9-ddb4-41fd-85fb-5e766d2bc5d9\",\"title\":\"Day f1681b1\",\"kind\":\"book\",\"state\":\"pending\",\"position\":1,\"copy\":null,\"loan\":null,\"suspended_until\":null,\"pickup_until\":null,\"reason\":null,\"placed_at\":\"2026-11-21T11:00:36.179894Z\",\"ready_at\":null,\"closed_at\":null}'),
(39,'2026-11-21 11:00:36.187270','open','staff','58d659a6da6554d55c5bbeecfe81f088','POST','/api/v1/people','/api/v1/people','person','5dbcc39d-8ca0-4f2a-8e4c-e1a681f0aac7',NULL,'{\"id\":\"5dbcc39d-8ca0-4f2a-8e4c-e1a681f0aac7\",\"email\":\"mf1681b18@example.com\",\"first_name\":\"Ann\",\"last_name\":\"O\'Hara\",\"role\":\"member\",\"card_number\":null,\"active\":true,\"created_at\":\"2026-11-21T11:00:36.186490Z\",\"updated_at\":\"2026-11-21T11:00:36.186490Z\"}'),
(40,'2026-11-21 11:00:36.193805','open','staff','5c5a99931ab6f9c34d409f5e64812a49','POST','/api/v1/holds','/api/v1/holds','hold','cacf4ebd-6752-4360-a5e8-21f9d36a67bb',NULL,'{\"id\":\"cacf4ebd-6752-4360-a5e8-21f9d36a67bb\",\"person\":\"5dbcc39d-8ca0-4f2a-8e4c-e1a681f0aac7\",\"work\":\"bfeeb0b9-ddb4-41fd-85fb-5e766d2bc5d9\",\"title\":\"Day f1681b1\",\"kind\":\"book\",\"state\":\"pending\",\"position\":2,\"copy\":null,\"loan\":null,\"suspended_until\":null,\"pickup_until\":null,\"reason\":null,\"placed_at\":\"2026-11-21T11:00:36.191793Z\",\"ready_at\":null,\"closed_at\":null}'),
(41,'2026-11-21 11:00:36.200551','open','staff','9c0a8086f8606d625c6cba6f1085d3ef','POST','/api/v1/people','/api/v1/people','person','2cc1bc85-2795-4125-8bdc-faa5ad65ba50',NULL,'{\"id\":\"2cc1bc85-2795-4125-8bdc-faa5ad65ba50\",\"email\":\"mf1681b19@example.com\",\"first_name\":\"Ann\",\"last_name\":\"O\'Hara\",\"role\":\"member\",\"card_number\":null,\"active\":true,\"created_at\":\"2026-11-21T11:00:36.200124Z\",\"updated_at\":\"2026-11-21T11:00:36.200124Z\"}'),
(42,'2026-11-21 11:00:36.203232','open','staff','0d191aa34ab2542743fbd48c46bbe332','POST','/api/v1/holds','/api/v1/holds','hold','a25dd504-a211-42d6-a1fc-ce192a5810e5',NULL,'{\"id\":\"a25dd504-a211-42d6-a1fc-ce192a5810e5\",\"person\":\"2cc1bc85-2795-4125-8bdc-faa5ad65ba50\",\"work\":\"bfeeb0b9-ddb4-41fd-85fb-5e766d2bc5d9\",\"title\":\"Day f1681b1\",\"kind\":\"book\",\"state\":\"pending\",\"position\":3,\"copy\":null,\"loan\":null,\"suspended_until\":null,\"pickup_until\":null,\"reason\":null,\"placed_at\":\"2026-11-21T11:00:36.201548Z\",\"ready_at\":null,\"closed_at\":null}'),
(43,'2026-11-21 11:00:36.205716','open','staff','465f0436c283c25b668f1937272a09ff','PUT','/api/v1/works/{id}/holds/order','/api/v1/works/bfeeb0b9-ddb4-41fd-85fb-5e766d2bc5d9/holds/order','queue','bfeeb0b9-ddb4-41fd-85fb-5e766d2bc5d9','{\"order\":[\"cab1a82b-5441-4276-9266-712630051c03\",\"cacf4ebd-6752-4360-a5e8-21f9d36a67bb\",\"a25dd504-a211-42d6-a1fc-ce192a5810e5\"]}','{\"order\":[\"a25dd504-a211-42d6-a1fc-ce192a5810e5\",\"cacf4ebd-6752-4360-a5e8-21f9d36a67bb\",\"cab1a82b-5441-4276-9266-712630051c03\"]}'),
(44,'2026-11-21 11:00:36.207406','open','staff','59c9900b104f467a2b5a894704223d92','DELETE','/api/v1/holds/{id}','/api/v1/holds/cab1a82b-5441-4276-9266-712630051c03','hold','cab1a82b-5441-4276-9266-712630051c03','{\"id\":\"cab1a82b-5441-4276-9266-712630051c03\",\"person\":\"0ed2a60c-e69d-4c3b-84ae-9f07afff44bc\",\"work\":\"bfeeb0b9-ddb4-41fd-85fb-5e766d2bc5d9\",\"title\":\"Day f1681b1\",\"kind\":\"book\",\"state\":\"pending\",\"position\":3,\"copy\":null,\"loan\":null,\"suspended_until\":null,\"pickup_until\":null,\"reason\":null,\"placed_at\":\"2026-11-21T11:00:36.179894Z\",\"ready_at\":null,\"closed_at\":null}',NULL),
(45,'2026-11-21 11:00:36.208856','open','staff','c072d2c7b22d33d82c422fc446566cfd','POST','/api/v1/people','/api/v1/people','person','df97791e-7b7b-4601-b004-cb39d3486d95',NULL,'{\"id\":\"df97791e-7b7b-4601-b004-cb39d3486d95\",\"email\":\"mf1681b20@example.com\",\"first_name\":\"Ann\",\"last_name\":\"O\'Hara\",\"role\":\"member\",\"card_number\":null,\"active\":true,\"created_at\":\"2026-11-21T11:00:36.208555Z\",\"updated_at\":\"2026-11-21T11:00:36.208555Z\"}'),
(46,'2026-11-21 11:00:36.210467','open','staff','fae56452515e459d1315e501eb08cae5','POST','/api/v1/works','/api/v1/works','work','71927c10-ae22-42f8-996e-a4c3915dff94',NULL,'{\"id\":\"71927c10-ae22-42f8-996e-a4c3915dff94\",\"kind\":\"book\",\"title\":\"Kept f1681b21\",\"creator\":null,\"isbn\":null,\"imdb_id\":null,\"publisher\":null,\"published\":null,\"published_text\":null,\"year\":null,\"type\":null,\"genre\":null,\"country\":null,\"rating\":null,\"released\":null,\"copies\":1,\"available\":1,\"created_at\":\"2026-11-21T11:00:36.209849Z\",\"updated_at\":\"2026-11-21T11:00:36.209849Z\"}'),
(47,'2026-11-21 11:00:36.212905','open','staff','3f8d0b50fa6b382fbb18f2df07a3ab79','POST','/api/v1/holds','/api/v1/holds','hold','719370d7-2250-4f63-b03a-0f8593376890',NULL,'{\"id\":\"719370d7-2250-4f63-b03a-0f8593376890\",\"person\":\"df97791e-7b7b-4601-b004-cb39d3486d95\",\"work\":\"71927c10-ae22-42f8-996e-a4c3915dff94\",\"title\":\"Kept f1681b21\",\"kind\":\"book\",\"state\":\"ready\",\"position\":null,\"copy\":\"eb371999-33b2-44c8-9f69-3082c9e9eb4f\",\"loan\":null,\"suspended_until\":null,\"pickup_until\":\"2026-11-28T11:00:36.211559Z\",\"reason\":null,\"placed_at\":\"2026-11-21T11:00:36.211559Z\",\"ready_at\":\"2026-11-21T11:00:36.211559Z\",\"closed_at\":null}'),
(48,'2026-11-21 11:00:36.214363','open','staff','46d6d3fbc3ff0907c311b96bbdc3d61d','POST','/process','/process','work','52449dbf-d23e-4373-ad0d-ec4d791d744e',NULL,'{\"id\":\"52449dbf-d23e-4373-ad0d-ec4d791d744e\",\"book_name\":\"Room f1681b22\",\"book_author\":\"A\",\"publisher\":\"P\",\"year\":\"1999\",\"is_reserved\":false}'),
(49,'2026-11-21 11:00:36.216752','open','staff','7a83e2c3430f487c2686ee04a2b5e725','POST','/process','/process','hold','fa515f7a-9743-4e97-9024-f14da8e5fa80',NULL,'{\"id\":\"fa515f7a-9743-4e97-9024-f14da8e5fa80\",\"work\":\"52449dbf-d23e-4373-ad0d-ec4d791d744e\",\"title\":\"Room f1681b22\",\"person\":null,\"card_number\":\"680554231486000\",\"state\":\"ready\"}'),
(50,'2026-11-21 11:00:36.219779','open','staff','0106bfdefc0fda26cb492ac402eb0d89','POST','/process','/process','hold','fa515f7a-9743-4e97-9024-f14da8e5fa80','{\"id\":\"fa515f7a-9743-4e97-9024-f14da8e5fa80\",\"work\":\"52449dbf-d23e-4373-ad0d-ec4d791d744e\",\"title\":\"Room f1681b22\",\"person\":\"fbf826eb-16f9-4c12-b90d-f98c46316685\",\"card_number\":null,\"state\":\"ready\"}','{\"id\":\"fa515f7a-9743-4e97-9024-f14da8e5fa80\",\"work\":\"52449dbf-d23e-4373-ad0d-ec4d791d744e\",\"title\":\"Room f1681b22\",\"person\":\"fbf826eb-16f9-4c12-b90d-f98c46316685\",\"card_number\":null,\"state\":\"fulfilled\"}'),
(51,'2026-11-21 11:00:36.222169','open','staff','69767265d84339f2110dd3c87d8f3d3d','POST','/process','/process','work','52449dbf-d23e-4373-ad0d-ec4d791d744e','{\"id\":\"52449dbf-d23e-4373-ad0d-ec4d791d744e\",\"book_name\":\"Room f1681b22\",\"book_author\":\"A\",\"publisher\":\"P\",\"year\":\"1999\",\"is_reserved\":false}',NULL),
(52,'2026-11-21 11:00:36.354552','carrelctl:root','operator','1f8326af-eb7a-4221-807b-13667ce18eeb','RUN','carrelctl user add',NULL,'person','14345339-aa28-4f39-887b-e7ffd1c34b70',NULL,'{\"id\":\"14345339-aa28-4f39-887b-e7ffd1c34b70\",\"email\":\"ada@example.org\",\"first_name\":\"\",\"last_name\":\"\",\"role\":\"admin\",\"active\":true,\"password\":\"changed\"}');
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
(1,1,'0000000000000000000000000000000000000000000000000000000000000000','e6f1b3c5536b7ddf786421730bde1c192776fc00537d26ac018894a1b7ee737a','2026-11-21 11:00:36.370785'),
(2,2,'e6f1b3c5536b7ddf786421730bde1c192776fc00537d26ac018894a1b7ee737a','0a885a45af64468c06788acc2afe3b395ecc9e4185800efbf7154573f8d96655','2026-11-21 11:00:36.370785'),
(3,3,'0a885a45af64468c06788acc2afe3b395ecc9e4185800efbf7154573f8d96655','75838f168c855d86b0a99dae6bdf56292730ea5925c2e356be8ee9adcad1a385','2026-11-21 11:00:36.370785'),
(4,4,'75838f168c855d86b0a99dae6bdf56292730ea5925c2e356be8ee9adcad1a385','b02d5e0394f0d17302e353035b4102d2350f4d0d392737740138f00cdac48abd','2026-11-21 11:00:36.370785'),
(5,5,'b02d5e0394f0d17302e353035b4102d2350f4d0d392737740138f00cdac48abd','fa7323c0bf479fa508ff85cbc752224f2eaf79638d229db4ee938a14b008bef3','2026-11-21 11:00:36.370785'),
(6,6,'fa7323c0bf479fa508ff85cbc752224f2eaf79638d229db4ee938a14b008bef3','cd7825802da77e15a13cb8c0c5aad0c4e7c9e271e0a0f5469692542a220c53fb','2026-11-21 11:00:36.370785'),
(7,7,'cd7825802da77e15a13cb8c0c5aad0c4e7c9e271e0a0f5469692542a220c53fb','e1169a54562d4db87b0c236692a94c3e73f16f49517c2b0390b5895620597ee2','2026-11-21 11:00:36.370785'),
(8,8,'e1169a54562d4db87b0c236692a94c3e73f16f49517c2b0390b5895620597ee2','e3a572246e21d8393bc5c94c5c1cacfd08f8c57957923735fd4e888a285c037b','2026-11-21 11:00:36.370785'),
(9,9,'e3a572246e21d8393bc5c94c5c1cacfd08f8c57957923735fd4e888a285c037b','9beb973c691bb90a8bb31a149b339c3b1bb0b5e45206bf8d8fda655f131af272','2026-11-21 11:00:36.370785'),
(10,10,'9beb973c691bb90a8bb31a149b339c3b1bb0b5e45206bf8d8fda655f131af272','6f59a4ed9caf462d891d28ad8d55121f279ee604ed8cb1d0d9eccbb962761dfa','2026-11-21 11:00:36.370785'),
(11,11,'6f59a4ed9caf462d891d28ad8d55121f279ee604ed8cb1d0d9eccbb962761dfa','b42543b02dd339f892fb6f2579d064928c46aa84260741d022d0cdbd7620b5ed','2026-11-21 11:00:36.370785'),
(12,12,'b42543b02dd339f892fb6f2579d064928c46aa84260741d022d0cdbd7620b5ed','01166e7ba52fdccdea0d221eb6b20a53971d5ebfe16b7f7a915f0a2ac8af8186','2026-11-21 11:00:36.370785'),
(13,13,'01166e7ba52fdccdea0d221eb6b20a53971d5ebfe16b7f7a915f0a2ac8af8186','2181b2a6ab2a9a80f60a24c616ee14f34a424eb09929ad887c9bce872e5998d5','2026-11-21 11:00:36.370785'),
(14,14,'2181b2a6ab2a9a80f60a24c616ee14f34a424eb09929ad887c9bce872e5998d5','86091cf46d12df3dc258376a0d245bd6a14d9917e71f81f99f9b3bee3438fb45','2026-11-21 11:00:36.370785'),
(15,15,'86091cf46d12df3dc258376a0d245bd6a14d9917e71f81f99f9b3bee3438fb45','820a4003696850dd9cfdb45526a338a5a2437eddd116155cc633d6c66d5c25d3','2026-11-21 11:00:36.370785'),
(16,16,'820a4003696850dd9cfdb45526a338a5a2437eddd116155cc633d6c66d5c25d3','5d1d3251d271f058cbc1c89d5cbd393902058cc5153e24b2e445f45f1d61c2c2','2026-11-21 11:00:36.370785'),
(17,17,'5d1d3251d271f058cbc1c89d5cbd393902058cc5153e24b2e445f45f1d61c2c2','16ac8eae9b852fadd421782196c620aecef2134b9fa777ac0ceb0515c1a153b6','2026-11-21 11:00:36.370785'),
(18,18,'16ac8eae9b852fadd421782196c620aecef2134b9fa777ac0ceb0515c1a153b6','280a1073b79b290977e3d5e4d700a34173e4a395168d3c8b79f80dada93dbcce','2026-11-21 11:00:36.370785'),
(19,19,'280a1073b79b290977e3d5e4d700a34173e4a395168d3c8b79f80dada93dbcce','c3c5d9c2733568e9e6be7657ad6b08412e8ab7186ea2303ef38580ef2e1ca065','2026-11-21 11:00:36.370785'),
(20,20,'c3c5d9c2733568e9e6be7657ad6b08412e8ab7186ea2303ef38580ef2e1ca065','56bb27b52ec20d5e83ba90d832ba39464b2ec5a402e6b5c4d08ef94dccb5ca69','2026-11-21 11:00:36.370785'),
(21,21,'56bb27b52ec20d5e83ba90d832ba39464b2ec5a402e6b5c4d08ef94dccb5ca69','f51e6dbf858582476266cb23fc26984b84bfddcd5d3788bef2b49c0ce9b77d85','2026-11-21 11:00:36.370785'),
(22,22,'f51e6dbf858582476266cb23fc26984b84bfddcd5d3788bef2b49c0ce9b77d85','244571d38687bbdc83a2e516a2fb403f6476b3ff6e330b73bd10edfe76812fdf','2026-11-21 11:00:36.370785'),
(23,23,'244571d38687bbdc83a2e516a2fb403f6476b3ff6e330b73bd10edfe76812fdf','fae91e7729896f4eb237e218173c1d29421ae432147ea3f5a8c6fd9fa5f20abd','2026-11-21 11:00:36.370785'),
(24,24,'fae91e7729896f4eb237e218173c1d29421ae432147ea3f5a8c6fd9fa5f20abd','09bcbdaa46641b3ca9708b3e9b30caf893801af8d062085b82347056b9080770','2026-11-21 11:00:36.370785'),
(25,25,'09bcbdaa46641b3ca9708b3e9b30caf893801af8d062085b82347056b9080770','bcfd96d6d3a9be0a5374bb544aabd3139e06da62288c6f73db74ab31827f330d','2026-11-21 11:00:36.370785'),
(26,26,'bcfd96d6d3a9be0a5374bb544aabd3139e06da62288c6f73db74ab31827f330d','407cb8b6dcb816aa29137b5ee22f9896d94b9497728b98d60e2fcfbba765d97c','2026-11-21 11:00:36.370785'),
(27,27,'407cb8b6dcb816aa29137b5ee22f9896d94b9497728b98d60e2fcfbba765d97c','ef54bb26b98940b5d95e1513aac493322689a951178f79320d6ea42167c878c9','2026-11-21 11:00:36.370785'),
(28,28,'ef54bb26b98940b5d95e1513aac493322689a951178f79320d6ea42167c878c9','7dcdc68f5c564a792018eccffeee0d8b7ae1a704001a17541e879645dc5f165c','2026-11-21 11:00:36.370785'),
(29,29,'7dcdc68f5c564a792018eccffeee0d8b7ae1a704001a17541e879645dc5f165c','d26ffa554cc3e2a54aa1cae8fdb90e8009698ef96f0687b4e785e4cf3eb6ac8a','2026-11-21 11:00:36.370785'),
(30,30,'d26ffa554cc3e2a54aa1cae8fdb90e8009698ef96f0687b4e785e4cf3eb6ac8a','f7bfc9cf112c557aabddaa7142d0c6c11e0462651ed6b579b5273490dec941b8','2026-11-21 11:00:36.370785'),
(31,31,'f7bfc9cf112c557aabddaa7142d0c6c11e0462651ed6b579b5273490dec941b8','c5b29ce8af4e7844f7fb3e9898281842a1f36a53cb1356edc70ce8fede6e15fd','2026-11-21 11:00:36.370785'),
(32,32,'c5b29ce8af4e7844f7fb3e9898281842a1f36a53cb1356edc70ce8fede6e15fd','e68542d66d41d86eaa8fcae682fab779b566e4c86f68786bfc297c9bb5ed29c7','2026-11-21 11:00:36.370785'),
(33,33,'e68542d66d41d86eaa8fcae682fab779b566e4c86f68786bfc297c9bb5ed29c7','792fa918a69662bc99370d69f649af84ca3cdce61a0e62952509f0ab662a2b6e','2026-11-21 11:00:36.370785'),
(34,34,'792fa918a69662bc99370d69f649af84ca3cdce61a0e62952509f0ab662a2b6e','c3dcc6f1eff4a925bffb81d031f33b4ae29a6b5ef49418e805a5448d685f78c9','2026-11-21 11:00:36.370785'),
(35,35,'c3dcc6f1eff4a925bffb81d031f33b4ae29a6b5ef49418e805a5448d685f78c9','c37ac7cd2e4c395c97a5111343f6d646f06a7058182c62a71fed99179ee395b3','2026-11-21 11:00:36.370785'),
(36,36,'c37ac7cd2e4c395c97a5111343f6d646f06a7058182c62a71fed99179ee395b3','49d9ab83efd1f40ef597ca277c28ac9908a220e75a0ddea1c27c21f403cd9808','2026-11-21 11:00:36.370785'),
(37,37,'49d9ab83efd1f40ef597ca277c28ac9908a220e75a0ddea1c27c21f403cd9808','8cb077132ff324cceafbcd18c4760e4b7ab09d49eee892bd6975dab81dcc8f71','2026-11-21 11:00:36.370785'),
(38,38,'8cb077132ff324cceafbcd18c4760e4b7ab09d49eee892bd6975dab81dcc8f71','575e2dc76a7804936a3a80b40f077b012d8aed4a27f255668a8497748b228948','2026-11-21 11:00:36.370785'),
(39,39,'575e2dc76a7804936a3a80b40f077b012d8aed4a27f255668a8497748b228948','79aaf847547abaf29166d6ca5b1bb73b40ef8e5e3ef502e685f3a1b43dab5d24','2026-11-21 11:00:36.370785'),
(40,40,'79aaf847547abaf29166d6ca5b1bb73b40ef8e5e3ef502e685f3a1b43dab5d24','9fcc9af4778b9789657f1878e77a89542c223b90c7c81bae573d4deb2ae51e1f','2026-11-21 11:00:36.370785'),
(41,41,'9fcc9af4778b9789657f1878e77a89542c223b90c7c81bae573d4deb2ae51e1f','7e9accee5c68d48e0f14c6debd4e2923dce4fdeabbcdd2f1b173010bc355b3e1','2026-11-21 11:00:36.370785'),
(42,42,'7e9accee5c68d48e0f14c6debd4e2923dce4fdeabbcdd2f1b173010bc355b3e1','091b81f1ba705c02f8b608d949aefd68327d3fe550d635a65a814a42db923996','2026-11-21 11:00:36.370785'),
(43,43,'091b81f1ba705c02f8b608d949aefd68327d3fe550d635a65a814a42db923996','cf2228a2bc40fdc628e01d42f38d1cb8d73c259c721fcbee77885e0312d98740','2026-11-21 11:00:36.370785'),
(44,44,'cf2228a2bc40fdc628e01d42f38d1cb8d73c259c721fcbee77885e0312d98740','2e5c13732fa5e7e19c2da6d3b4a3bff5d9d12dc17e827f10ec3eac1fd019f6b1','2026-11-21 11:00:36.370785'),
(45,45,'2e5c13732fa5e7e19c2da6d3b4a3bff5d9d12dc17e827f10ec3eac1fd019f6b1','93149f4d37d165a1f1289b6dbc9ed0b1711c8bf46859ef1b75e6af86db5afdd1','2026-11-21 11:00:36.370785'),
(46,46,'93149f4d37d165a1f1289b6dbc9ed0b1711c8bf46859ef1b75e6af86db5afdd1','289471e326ea17658d67ea07779700f5a62588f2bd66fe340b0af124aebe80b6','2026-11-21 11:00:36.370785'),
(47,47,'289471e326ea17658d67ea07779700f5a62588f2bd66fe340b0af124aebe80b6','d8a103ec31a769befdcebc8d6236a753332e9360760c48978a1e10bc1da62357','2026-11-21 11:00:36.370785'),
(48,48,'d8a103ec31a769befdcebc8d6236a753332e9360760c48978a1e10bc1da62357','dcca14d8f0ac243c9d795a8e0abf7e8a0fba1e1d2470cc2012b35e5e6c015fbc','2026-11-21 11:00:36.370785'),
(49,49,'dcca14d8f0ac243c9d795a8e0abf7e8a0fba1e1d2470cc2012b35e5e6c015fbc','7ed353414c02da2754df986c685c49b08c767097cf5531d396bc4bb62ac1ca6e','2026-11-21 11:00:36.370785'),
(50,50,'7ed353414c02da2754df986c685c49b08c767097cf5531d396bc4bb62ac1ca6e','4459a6ad0e4ef7c98691003fee6485324ec283b7900c0b2c03ceca64f5752c33','2026-11-21 11:00:36.370785'),
(51,51,'4459a6ad0e4ef7c98691003fee6485324ec283b7900c0b2c03ceca64f5752c33','b3c23d14e48f6ed56706b685e2dfdaf4042a68f58bf68b81c39dbbeb5486c254','2026-11-21 11:00:36.370785'),
(52,52,'b3c23d14e48f6ed56706b685e2dfdaf4042a68f58bf68b81c39dbbeb5486c254','375a52fb81aa837c41a8306de084cd50f6b24d63e8fc1e79e76ab1aaa8318704','2026-11-21 11:00:36.370785');
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
(1,'f67baeef-4d8b-428b-937f-938d0796d60f',1,NULL,'2026-11-21 11:00:34.594036'),
(2,'a339bfc4-b2bb-4144-9c6c-ce2df803166f',2,NULL,'2026-11-21 11:00:34.594367'),
(3,'7255682a-2e38-46e5-adb5-15f8c2dd3b6e',8,NULL,'2026-11-21 11:00:34.600216'),
(4,'9c4dd9e4-a4f4-46ba-a09e-8c420caafb00',9,NULL,'2026-11-21 11:00:34.600216'),
(5,'2e861a64-0fef-450c-a35b-e49490d82ec1',15,NULL,'2026-11-21 11:00:34.600216'),
(6,'fd7b97e2-3fcf-4ca6-a0d0-15e231b0e363',13,NULL,'2026-11-21 11:00:34.600216'),
(7,'bf451e36-84ac-4ad8-a0d0-68514d546502',16,NULL,'2026-11-21 11:00:34.600216'),
(8,'647f399a-b18a-47dd-a3b8-57024593ad57',14,NULL,'2026-11-21 11:00:34.600216'),
(9,'93dd8292-16bf-45fa-ae4c-5e5f91ab9cb3',3,NULL,'2026-11-21 11:00:34.600216'),
(10,'3507d6ac-dbd2-4836-af34-040510eecf4e',10,NULL,'2026-11-21 11:00:34.600216'),
(11,'31653c68-8066-4963-a6af-c38ba2cc7407',12,NULL,'2026-11-21 11:00:34.600216'),
(12,'21fd6fd6-a3c1-4610-a50d-aa3a25960977',4,NULL,'2026-11-21 11:00:34.600216'),
(13,'8d1a6542-dee3-4095-a974-3364e51dbebe',5,NULL,'2026-11-21 11:00:34.600216'),
(14,'6a3c6da5-9b99-4cb7-ae90-e897e3fadabc',11,NULL,'2026-11-21 11:00:34.600216'),
(15,'82964d75-6ff7-4197-acdc-127936de615e',7,NULL,'2026-11-21 11:00:34.600216'),
(16,'8d3a501b-5493-4395-a522-a04306ffb8f2',6,NULL,'2026-11-21 11:00:34.600216'),
(18,'8925ec69-cca6-4a43-b1e2-8dc1b84cf5a8',17,'loan','2026-11-21 11:00:35.791821'),
(20,'4388944f-7759-4ffe-8c46-10174e57c8d6',19,NULL,'2026-11-21 11:00:35.829545'),
(22,'418eded3-7670-49be-9940-7c3f182acf1f',21,NULL,'2026-11-21 11:00:35.940501'),
(23,'eb371999-33b2-44c8-9f69-3082c9e9eb4f',22,'hold','2026-11-21 11:00:36.210106');
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
(1,'cab1a82b-5441-4276-9266-712630051c03',17,7,NULL,NULL,'cancelled',NULL,NULL,NULL,'bought it','2026-11-21 11:00:36.179894',NULL,'2026-11-21 11:00:36.206768',2,NULL,NULL),
(2,'cacf4ebd-6752-4360-a5e8-21f9d36a67bb',17,8,NULL,NULL,'pending',2,NULL,NULL,NULL,'2026-11-21 11:00:36.191793',NULL,NULL,1,17,NULL),
(3,'a25dd504-a211-42d6-a1fc-ce192a5810e5',17,9,NULL,NULL,'pending',1,NULL,NULL,NULL,'2026-11-21 11:00:36.201548',NULL,NULL,1,17,NULL),
(4,'719370d7-2250-4f63-b03a-0f8593376890',22,10,23,NULL,'ready',NULL,NULL,'2026-11-28 11:00:36.211559',NULL,'2026-11-21 11:00:36.211559','2026-11-21 11:00:36.211559',NULL,1,22,23),
(5,'fa515f7a-9743-4e97-9024-f14da8e5fa80',23,11,NULL,NULL,'fulfilled',NULL,NULL,NULL,NULL,'2026-11-21 11:00:36.215464','2026-11-21 11:00:36.215464','2026-11-21 11:00:36.218199',2,NULL,NULL);
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
(1,'open','POST /api/v1/works e897f4e3b4954729bc3a04a748c50b8f17f2515c575d1a1e0a950849bc40a6b0','kf1681b8','be17277fd175443bacd3650a9252a197987f1486bafd814386371540ad047d46',201,'application/json\nVersion: 1\nLocation: /api/v1/works/352a18b0-e9e3-41ef-b1ac-47938e9e2489\n','{\"id\":\"352a18b0-e9e3-41ef-b1ac-47938e9e2489\",\"kind\":\"book\",\"title\":\"Once f1681b7\",\"creator\":null,\"isbn\":null,\"imdb_id\":null,\"publisher\":null,\"published\":null,\"published_text\":null,\"year\":null,\"type\":null,\"genre\":null,\"country\":null,\"rating\":null,\"released\":null,\"copies\":1,\"available\":1,\"created_at\":\"2026-11-21T11:00:35.829351Z\",\"updated_at\":\"2026-11-21T11:00:35.829351Z\"}','2026-11-21 11:00:35.829117');
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
(1,'9ba318c0-43ca-482c-ba70-895dde357ed5',1,'default','private',1,'2026-11-21 11:00:34.593083','2026-11-21 11:00:34.593083'),
(2,'002a42d1-d35c-4c22-a09a-cd825eb014a0',2,'default','private',1,'2026-11-21 11:00:35.804075','2026-11-21 11:00:35.804075'),
(3,'f677bfa2-bba4-4483-9898-04537d0681a2',2,'List f1681b6','private',2,'2026-11-21 11:00:35.809490','2026-11-21 11:00:35.823127'),
(5,'64df7aa1-6c74-4455-847a-52e48d31ba77',4,'default','private',1,'2026-11-21 11:00:35.927942','2026-11-21 11:00:35.927942'),
(6,'31675cf1-c0bc-4a85-b07d-0e6447a35d52',4,'31675cf1-c0bc-4a85-b07d-0e6447a35d52','private',1,'2026-11-21 11:00:35.931827','2026-11-21 11:00:35.931827'),
(7,'6a2f2093-e3a6-4441-8fcb-7d04a8aa6900',5,'default','private',1,'2026-11-21 11:00:35.951363','2026-11-21 11:00:35.951363'),
(8,'71810d18-38f3-4d03-b619-86a0a72066e6',6,'default','private',1,'2026-11-21 11:00:36.167436','2026-11-21 11:00:36.167436'),
(9,'011ee238-dca4-4b51-9462-925bdb43ee72',7,'default','private',1,'2026-11-21 11:00:36.177689','2026-11-21 11:00:36.177689'),
(10,'bf681395-c952-4eee-86f0-9f7b173f8f8d',8,'default','private',1,'2026-11-21 11:00:36.187008','2026-11-21 11:00:36.187008'),
(11,'a6037815-a209-423d-ab9c-668b6e033b71',9,'default','private',1,'2026-11-21 11:00:36.200351','2026-11-21 11:00:36.200351'),
(12,'0bada50e-4e0b-49f3-ae66-1bc71638d68d',10,'default','private',1,'2026-11-21 11:00:36.208694','2026-11-21 11:00:36.208694'),
(13,'7cbba983-a984-4937-adda-c6268fd85ae1',11,'default','private',1,'2026-11-21 11:00:36.216131','2026-11-21 11:00:36.216131'),
(14,'52d86943-5151-4023-81eb-30d1e7594388',12,'default','private',1,'2026-11-21 11:00:36.353904','2026-11-21 11:00:36.353904');
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
(3,17,2,'a note','2026-11-21 11:00:35.812920');
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
(1,'63c5547b-c213-410e-8a66-a039b8b62723',22,21,5,'2026-11-21 11:00:36.000327','2026-12-05 11:00:36.000327','2026-11-21 11:00:36.057551',0,1,'F',0,0,300,300,1,300,2,NULL),
(2,'290d6da8-0e9d-41b3-9923-139a04ed4585',18,17,2,'2026-11-16 11:00:36.062621','2026-12-14 11:00:36.062621','2026-11-21 11:00:36.111704',1,1,'R',2,100,150,200,5,650,3,NULL),
(3,'32c582cb-8f82-45ec-8d57-ff0dc0e01f5c',18,17,6,'2026-11-21 11:00:36.168897','2026-12-05 11:00:36.168897',NULL,0,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,18);
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
(1,'46bd51f9-e20b-4b4f-b5a7-f25339a34906','fredr@neighborhood.com','fred','rogers','$argon2id$v=19$m=19456,t=2,p=1$XWoIkGPrwzOAv4ZKrUgsgw$FM/lyP5W3W+IIUR5CeCv9Oveyx16WzOhr+EYlX1afpQ',1,1,'member',NULL,1,0,0,1,'2026-11-21 11:00:34.592875','2026-11-21 11:00:34.592875'),
(2,'c679734c-926d-436e-b224-7f315b0481a9','mf1681b4@example.com','Ann','O\'Hara',NULL,1,0,'member','cf1681b5',1,0,4,2,'2026-11-21 11:00:35.803872','2026-11-21 11:00:35.807499'),
(4,'9ab08580-9dea-4e2a-9308-882de5424c10','mf1681b13@example.com','Ann','O\'Hara',NULL,1,0,'member',NULL,1,0,0,1,'2026-11-21 11:00:35.927754','2026-11-21 11:00:35.927754'),
(5,'f65731f9-9786-4fd2-aba1-c0d6604dcb35',NULL,'Cf1681b15','S',NULL,1,0,'member',NULL,1,0,0,1,'2026-11-21 11:00:35.951135','2026-11-21 11:00:35.951135'),
(6,'01296fc5-094c-404b-a213-e1f26859e730','mf1681b16@example.com','Ann','O\'Hara',NULL,1,0,'member',NULL,1,0,0,1,'2026-11-21 11:00:36.167247','2026-11-21 11:00:36.167247'),
(7,'0ed2a60c-e69d-4c3b-84ae-9f07afff44bc','mf1681b17@example.com','Ann','O\'Hara',NULL,1,0,'member',NULL,1,0,0,1,'2026-11-21 11:00:36.177505','2026-11-21 11:00:36.177505'),
(8,'5dbcc39d-8ca0-4f2a-8e4c-e1a681f0aac7','mf1681b18@example.com','Ann','O\'Hara',NULL,1,0,'member',NULL,1,0,0,1,'2026-11-21 11:00:36.186490','2026-11-21 11:00:36.186490'),
(9,'2cc1bc85-2795-4125-8bdc-faa5ad65ba50','mf1681b19@example.com','Ann','O\'Hara',NULL,1,0,'member',NULL,1,0,0,1,'2026-11-21 11:00:36.200124','2026-11-21 11:00:36.200124'),
(10,'df97791e-7b7b-4601-b004-cb39d3486d95','mf1681b20@example.com','Ann','O\'Hara',NULL,1,0,'member',NULL,1,0,0,1,'2026-11-21 11:00:36.208555','2026-11-21 11:00:36.208555'),
(11,'fbf826eb-16f9-4c12-b90d-f98c46316685',NULL,'','',NULL,1,0,'member','680554231486000',1,0,0,1,'2026-11-21 11:00:36.216034','2026-11-21 11:00:36.216034'),
(12,'14345339-aa28-4f39-887b-e7ffd1c34b70','ada@example.org','','','$argon2id$v=19$m=19456,t=2,p=1$ZLCTiKsQeSNJCQek3cIg+Q$Lyv+HV/HPFg+UaA1KJ4vX+u7nzSszJIAdEp4bfKOvw0',1,0,'admin',NULL,1,0,0,1,'2026-11-21 11:00:36.353565','2026-11-21 11:00:36.353565');
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
(1,'001-foundation.sql','da528c71e1f72b6f9da1c3e6b95133a6bcc4c5fb83bba41143c668387697326a',8,8,'2026-11-21 11:00:33.391235'),
(2,'002-loans.sql','4d76b48b65d56f58c983d11cbf777afae98c68aa58ac7e7f8bc6a743915ec02a',9,9,'2026-11-21 11:00:33.870848'),
(3,'003-holds.sql','52c3490a7b76fe37085f2286c77ce5fc4e50b8f651b26c4895ea14e8e86a3b1d',3,3,'2026-11-21 11:00:34.242235'),
(4,'004-accounts.sql','9dd483626c841fc6de166704e7201265d61a5fca12970198c5882e17634f81d5',9,9,'2026-11-21 11:00:34.567856');
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
('fixed','2026-11-21 11:00:34.594650'),
('sample','2026-11-21 11:00:34.604591');
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
(1,'2026-11-21 11:00:33.667029','carrelctl');
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
(1,'dfe3157b-b402-4104-a0eb-e54bee1210f0','book','Chicken Soup for the Soul 20th Anniversary Edition','Jack Canfield, Mark Victor Hansen, Amy Newmark','Chicken Soup for the Soul 20th Anniversary Edition','978-1611599138','9781611599138',NULL,NULL,NULL,'2013-06-25','2013-06-25',2013,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 11:00:34.593424','2026-11-21 11:00:34.593424','Chicken Soup for the Soul 20th Anniversary Edition','Jack Canfield, Mark Victor Hansen, Amy Newmark'),
(2,'04856d91-c951-429c-a405-423300faf499','book','Python for Dummies','John Paul Mueller','Python for Dummies','9781118891452','9781118891452',NULL,NULL,NULL,'2014-09-01','2014-09-01',2014,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 11:00:34.593424','2026-11-21 11:00:34.593424','Python for Dummies','John Paul Mueller'),
(3,'855cd5d2-5b26-4a77-bd4f-10949ce30f6a','book','Lolita','Vladimir Nabokov','Lolita','9780679723165','9780679723165',NULL,NULL,NULL,NULL,NULL,1955,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 11:00:34.599177','2026-11-21 11:00:34.599177','Lolita','Vladimir Nabokov'),
(4,'8bf041c2-5669-4d6c-9b65-f70e2db64c67','book','Dune','Frank Herbert','Dune','9780441013593','9780441013593',NULL,NULL,'Chilton',NULL,NULL,1965,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 11:00:34.599177','2026-11-21 11:00:34.599177','Dune','Frank Herbert'),
(5,'e2d5de72-669a-4642-a463-d8a9ec44b3d0','book','The Left Hand of Darkness','Ursula K. Le Guin','The Left Hand of Darkness','9780441478125','9780441478125',NULL,NULL,NULL,NULL,NULL,1969,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 11:00:34.599177','2026-11-21 11:00:34.599177','The Left Hand of Darkness','Ursula K. Le Guin'),
(6,'4f2e75ff-1511-4507-af9a-a515e785a004','book','Beloved','Toni Morrison','Beloved','9781400033416','9781400033416',NULL,NULL,NULL,NULL,NULL,1987,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 11:00:34.599177','2026-11-21 11:00:34.599177','Beloved','Toni Morrison'),
(7,'135c7e30-fc5e-4d58-b351-480c73a17b0d','book','The Name of the Rose','Umberto Eco','The Name of the Rose','9780156001311','9780156001311',NULL,NULL,NULL,NULL,NULL,1980,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 11:00:34.599177','2026-11-21 11:00:34.599177','The Name of the Rose','Umberto Eco'),
(8,'a16cb2ff-9b24-4ff1-a8b0-c93c515b8c7e','book','Pride and Prejudice','Jane Austen','Pride and Prejudice','9780141439518','9780141439518',NULL,NULL,NULL,NULL,NULL,1813,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 11:00:34.599177','2026-11-21 11:00:34.599177','Pride and Prejudice','Jane Austen'),
(9,'1a35102b-ac63-44c4-a60c-8efddd21587f','book','The Trial','Franz Kafka','The Trial','9780805209990','9780805209990',NULL,NULL,NULL,NULL,NULL,1925,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 11:00:34.599177','2026-11-21 11:00:34.599177','The Trial','Franz Kafka'),
(10,'daf4c0c9-e66a-4a39-9670-c0bec30fc096','book','Pedro Páramo','Juan Rulfo','Pedro Páramo','9780802133908','9780802133908',NULL,NULL,NULL,NULL,NULL,1955,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 11:00:34.599177','2026-11-21 11:00:34.599177','Pedro Páramo','Juan Rulfo'),
(11,'f6a86b8d-0861-46c1-8ec3-84d78d1528a4','movie','The Godfather','Francis Ford Coppola',NULL,NULL,NULL,'tt0068646',NULL,NULL,NULL,NULL,1972,NULL,'Crime, Drama','United States',9.2,'1972-03-24',0,0,1,'2026-11-21 11:00:34.599808','2026-11-21 11:00:34.599808','The Godfather','Francis Ford Coppola'),
(12,'76637f2e-8390-4cc1-a9c4-ef28f48c007c','movie','12 Angry Men','Sidney Lumet',NULL,NULL,NULL,'tt0050083',NULL,NULL,NULL,NULL,1957,NULL,'Crime, Drama','United States',9.0,'1957-04-10',0,0,1,'2026-11-21 11:00:34.599808','2026-11-21 11:00:34.599808','12 Angry Men','Sidney Lumet'),
(13,'34ee2a71-4278-4a4c-9dfb-5d4b5f1c958c','movie','Casablanca','Michael Curtiz',NULL,NULL,NULL,'tt0034583',NULL,NULL,NULL,NULL,1942,NULL,'Drama, Romance, War','United States',8.5,'1943-01-23',0,0,1,'2026-11-21 11:00:34.599808','2026-11-21 11:00:34.599808','Casablanca','Michael Curtiz'),
(14,'6642db12-9b14-442c-b030-0c0511302338','movie','Seven Samurai','Akira Kurosawa',NULL,NULL,NULL,'tt0047478',NULL,NULL,NULL,NULL,1954,NULL,'Action, Drama','Japan',8.6,'1956-11-19',0,0,1,'2026-11-21 11:00:34.599808','2026-11-21 11:00:34.599808','Seven Samurai','Akira Kurosawa'),
(15,'8ee951e2-7836-4567-9a22-e9f1f49c54ec','movie','Metropolis','Fritz Lang',NULL,NULL,NULL,'tt0017136',NULL,NULL,NULL,NULL,1927,NULL,'Drama, Sci-Fi','Germany',8.3,'1927-03-13',0,0,1,'2026-11-21 11:00:34.599808','2026-11-21 11:00:34.599808','Metropolis','Fritz Lang'),
(16,'1021bc92-a846-4421-b254-c6abf503f56d','movie','Singin\' in the Rain','Stanley Donen, Gene Kelly',NULL,NULL,NULL,'tt0045152',NULL,NULL,NULL,NULL,1952,NULL,'Comedy, Musical, Romance','United States',8.3,'1952-04-11',0,0,1,'2026-11-21 11:00:34.599808','2026-11-21 11:00:34.599808','Singin\' in the Rain','Stanley Donen, Gene Kelly'),
(17,'bfeeb0b9-ddb4-41fd-85fb-5e766d2bc5d9','book','Day f1681b1','Änne Müller','Day f1681b1','978-6-3283-3094-4','9786328330944',NULL,NULL,'P\'s \\ \"press\" ☃',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,6,2,'2026-11-21 11:00:35.791390','2026-11-21 11:00:35.796511','Day f1681b1','Änne Müller'),
(19,'352a18b0-e9e3-41ef-b1ac-47938e9e2489','book','Once f1681b7',NULL,'Once f1681b7',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 11:00:35.829351','2026-11-21 11:00:35.829351','Once f1681b7',NULL),
(21,'a83c0bc1-5519-40da-bfe1-e1822483ad04','book','Sold f1681b14','A','Sold f1681b14',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'F',NULL,NULL,NULL,NULL,0,1,1,'2026-11-21 11:00:35.940108','2026-11-21 11:00:35.940108','Sold f1681b14','A'),
(22,'71927c10-ae22-42f8-996e-a4c3915dff94','book','Kept f1681b21',NULL,'Kept f1681b21',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,1,1,'2026-11-21 11:00:36.209849','2026-11-21 11:00:36.209849','Kept f1681b21',NULL),
(23,'52449dbf-d23e-4373-ad0d-ec4d791d744e','book','Room f1681b22','A',NULL,NULL,NULL,NULL,NULL,'P',NULL,'1999',1999,NULL,NULL,NULL,NULL,NULL,1,3,2,'2026-11-21 11:00:36.214010','2026-11-21 11:00:36.221758','Room f1681b22','A');
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

