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
(1,'8a616983-368f-448c-ab6a-49c9960d5374',5,'charge',300,1,NULL,NULL,'2026-11-21 11:00:28.632660','open',1),
(2,'3f6f8810-e9da-4fe5-9b24-f1648591e54b',2,'charge',650,2,NULL,NULL,'2026-11-21 11:00:28.659715','open',2),
(3,'8bb5a400-f97a-4212-839b-37f67e077df9',2,'payment',-250,NULL,NULL,NULL,'2026-11-21 11:00:28.663444','open',NULL),
(4,'a33e1436-0f84-4a8c-8e58-731a36f3dc0f',2,'waiver',-100,NULL,NULL,'it rained','2026-11-21 11:00:28.667329','open',NULL),
(5,'000a79a1-6655-4048-b2e1-b4e923c8bb98',2,'void',250,NULL,3,NULL,'2026-11-21 11:00:28.670839','open',NULL),
(6,'2e1ca254-7ea2-43c0-bd61-5b2d3a16a562',2,'payment',-100,NULL,NULL,NULL,'2026-11-21 11:00:28.673908','open',NULL);
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
(1,3,2,250,NULL,'2026-11-21 11:00:28.663625'),
(2,4,2,100,NULL,'2026-11-21 11:00:28.667462'),
(3,3,2,-250,1,'2026-11-21 11:00:28.670972'),
(4,3,5,250,NULL,'2026-11-21 11:00:28.671227'),
(5,6,2,100,NULL,'2026-11-21 11:00:28.674025');
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
(1,'f67baeef-4d8b-428b-937f-938d0796d60f',1,NULL,'2026-11-21 11:00:27.698016'),
(2,'a339bfc4-b2bb-4144-9c6c-ce2df803166f',2,NULL,'2026-11-21 11:00:27.698405'),
(3,'50fad2ca-c035-443e-ae5b-f1783f4170f6',8,NULL,'2026-11-21 11:00:27.704711'),
(4,'854808f4-8a6f-402c-a822-63d96bfe6065',9,NULL,'2026-11-21 11:00:27.704711'),
(5,'3623b31c-5b06-4886-af0a-afcfdd03ac9f',15,NULL,'2026-11-21 11:00:27.704711'),
(6,'d76d2e8a-a54b-4654-a78c-6fea1c0e8888',13,NULL,'2026-11-21 11:00:27.704711'),
(7,'d40ac7eb-d023-45a6-a73f-4bb35aeec714',16,NULL,'2026-11-21 11:00:27.704711'),
(8,'e6394f5f-1f99-4613-aac3-cb0f384455ce',14,NULL,'2026-11-21 11:00:27.704711'),
(9,'f6c66332-c10e-46b8-a656-528920763e83',3,NULL,'2026-11-21 11:00:27.704711'),
(10,'536df7e4-cf81-4fb9-aaa4-b79bd391a79c',10,NULL,'2026-11-21 11:00:27.704711'),
(11,'7c85d92d-3920-4c67-a5fe-3cb6b5a3a9b0',12,NULL,'2026-11-21 11:00:27.704711'),
(12,'a33185db-f6c8-4b32-abaa-f05854fc8ae7',4,NULL,'2026-11-21 11:00:27.704711'),
(13,'cdb2dcaa-20e9-4a7b-aa65-8b08d191e044',5,NULL,'2026-11-21 11:00:27.704711'),
(14,'41a09dc7-d457-42ad-af7f-827d73300d43',11,NULL,'2026-11-21 11:00:27.704711'),
(15,'d7ddf9dc-a17b-43e5-a7d6-90eb9fd3e4c3',7,NULL,'2026-11-21 11:00:27.704711'),
(16,'5c2ada75-4289-46fa-a751-955452eba3b1',6,NULL,'2026-11-21 11:00:27.704711'),
(18,'95adaaed-d398-4066-8bef-eff452558a7a',17,'loan','2026-11-21 11:00:28.429461'),
(20,'6455e5e0-a59b-4743-9282-465080e42215',19,NULL,'2026-11-21 11:00:28.468535'),
(22,'1503c0f9-57a3-486c-8207-6dacf7c18560',21,NULL,'2026-11-21 11:00:28.566514'),
(23,'a8b86be3-75a1-4c68-b786-9aa225f6e7e3',22,'hold','2026-11-21 11:00:28.714580');
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
  KEY `hold_of_whom` (`person_id`,`id`),
  KEY `hold_person` (`person_id`,`state`),
  KEY `hold_state` (`state`,`pickup_until`),
  KEY `hold_placed` (`placed_at`),
  KEY `hold_closed` (`closed_at`),
  KEY `hold_of_copy` (`copy_id`),
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
(1,'2b3a7d73-90a1-4dca-bae5-3883afea90ff',17,7,NULL,NULL,'cancelled',NULL,NULL,NULL,'bought it','2026-11-21 11:00:28.685846',NULL,'2026-11-21 11:00:28.707270',2,NULL,NULL),
(2,'88191d8b-2b04-44a0-99cb-0c4053e8ce10',17,8,NULL,NULL,'pending',2,NULL,NULL,NULL,'2026-11-21 11:00:28.691117',NULL,NULL,1,17,NULL),
(3,'77abf8bd-8e58-471d-a54b-809408904e13',17,9,NULL,NULL,'pending',1,NULL,NULL,NULL,'2026-11-21 11:00:28.696644',NULL,NULL,1,17,NULL),
(4,'4779dcc9-7ea0-4d0a-8981-473ce557ca46',22,10,23,NULL,'ready',NULL,NULL,'2026-11-28 11:00:28.717787',NULL,'2026-11-21 11:00:28.717787','2026-11-21 11:00:28.717787',NULL,1,22,23),
(5,'30252356-930b-4f67-86df-e8656426b945',23,11,NULL,NULL,'fulfilled',NULL,NULL,NULL,NULL,'2026-11-21 11:00:28.727021','2026-11-21 11:00:28.727021','2026-11-21 11:00:28.731501',2,NULL,NULL);
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
(1,'open','POST /api/v1/works e897f4e3b4954729bc3a04a748c50b8f17f2515c575d1a1e0a950849bc40a6b0','k9ed74f8','4623ee923eeaa2de6ccfa66105afbd160903123549f2a6918f2c1d73744c3925',201,'application/json\nVersion: 1\nLocation: /api/v1/works/f7c2fd1b-95b6-4e16-bc8a-e36199284df3\n','{\"id\":\"f7c2fd1b-95b6-4e16-bc8a-e36199284df3\",\"kind\":\"book\",\"title\":\"Once 9ed74f7\",\"creator\":null,\"isbn\":null,\"imdb_id\":null,\"publisher\":null,\"published\":null,\"published_text\":null,\"year\":null,\"type\":null,\"genre\":null,\"country\":null,\"rating\":null,\"released\":null,\"copies\":1,\"available\":1,\"created_at\":\"2026-11-21T11:00:28.468248Z\",\"updated_at\":\"2026-11-21T11:00:28.468248Z\"}','2026-11-21 11:00:28.467856');
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
) ENGINE=InnoDB AUTO_INCREMENT=14 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `list` VALUES
(1,'9ba318c0-43ca-482c-ba70-895dde357ed5',1,'default','private',1,'2026-11-21 11:00:27.696281','2026-11-21 11:00:27.696281'),
(2,'95019a04-8c3d-442b-acc3-d115bfc3e036',2,'default','private',1,'2026-11-21 11:00:28.445601','2026-11-21 11:00:28.445601'),
(3,'4b575d45-0b9c-43aa-b13e-b44c2e371811',2,'List 9ed74f6','private',2,'2026-11-21 11:00:28.452012','2026-11-21 11:00:28.458288'),
(5,'2aa73ed0-4106-4129-a64a-70795b2487be',4,'default','private',1,'2026-11-21 11:00:28.559679','2026-11-21 11:00:28.559679'),
(6,'72f904ba-a0a4-4009-850a-2c577e737c5e',4,'72f904ba-a0a4-4009-850a-2c577e737c5e','private',1,'2026-11-21 11:00:28.561101','2026-11-21 11:00:28.561101'),
(7,'f3f31938-e03d-4db0-aa3b-3107b49cd644',5,'default','private',1,'2026-11-21 11:00:28.567957','2026-11-21 11:00:28.567957'),
(8,'3d9279e5-190f-48f7-be19-8be79b087249',6,'default','private',1,'2026-11-21 11:00:28.677762','2026-11-21 11:00:28.677762'),
(9,'f98338a8-0d6f-4f72-955d-8f59a33891fd',7,'default','private',1,'2026-11-21 11:00:28.684417','2026-11-21 11:00:28.684417'),
(10,'be9e644d-dde0-46ca-8186-df575be04719',8,'default','private',1,'2026-11-21 11:00:28.689741','2026-11-21 11:00:28.689741'),
(11,'467c89f4-6c9c-4575-916d-2a69f9b7a0c0',9,'default','private',1,'2026-11-21 11:00:28.695397','2026-11-21 11:00:28.695397'),
(12,'990961eb-7276-4425-9f3b-31b7b7834e1c',10,'default','private',1,'2026-11-21 11:00:28.709514','2026-11-21 11:00:28.709514'),
(13,'9df390d6-6cde-4339-82a4-b25c3bdeee78',11,'default','private',1,'2026-11-21 11:00:28.728023','2026-11-21 11:00:28.728023');
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
(3,17,2,'a note','2026-11-21 11:00:28.454079');
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
(1,'33638f98-1681-4a10-9c67-8343571e897d',22,21,5,'2026-11-21 11:00:28.607038','2026-12-05 11:00:28.607038','2026-11-21 11:00:28.631882',0,1,'F',0,0,300,300,1,300,2,NULL),
(2,'e6985170-ef39-41b4-b1bd-922934afdbf9',18,17,2,'2026-11-16 11:00:28.635881','2026-12-14 11:00:28.635881','2026-11-21 11:00:28.658928',1,1,'R',2,100,150,200,5,650,3,NULL),
(3,'d7171e4b-ebcd-45fe-9030-f7b53a42ef0d',18,17,6,'2026-11-21 11:00:28.679072','2026-12-05 11:00:28.679072',NULL,0,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,18);
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
  `removed` tinyint(1) NOT NULL DEFAULT 0,
  `ledger` bigint(20) unsigned NOT NULL DEFAULT 0,
  `version` int(10) unsigned NOT NULL DEFAULT 1,
  `created_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  `updated_at` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  PRIMARY KEY (`id`),
  UNIQUE KEY `person_uuid` (`uuid`),
  UNIQUE KEY `person_email` (`email`),
  UNIQUE KEY `person_card` (`card_number`)
) ENGINE=InnoDB AUTO_INCREMENT=12 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `person` VALUES
(1,'46bd51f9-e20b-4b4f-b5a7-f25339a34906','fredr@neighborhood.com','fred','rogers','$argon2id$v=19$m=19456,t=2,p=1$XWoIkGPrwzOAv4ZKrUgsgw$FM/lyP5W3W+IIUR5CeCv9Oveyx16WzOhr+EYlX1afpQ','member',NULL,1,0,0,1,'2026-11-21 11:00:27.693902','2026-11-21 11:00:27.693902'),
(2,'319fb787-da99-4625-9f34-d7711dc1d137','m9ed74f4@example.com','Ann','O\'Hara',NULL,'member','c9ed74f5',1,0,4,2,'2026-11-21 11:00:28.442734','2026-11-21 11:00:28.449704'),
(4,'0a7e3493-67fd-4046-9082-a34925eed57c','m9ed74f13@example.com','Ann','O\'Hara',NULL,'member',NULL,1,0,0,1,'2026-11-21 11:00:28.559501','2026-11-21 11:00:28.559501'),
(5,'161677d3-67f4-4e9b-b144-2f89b96e42b8',NULL,'C9ed74f15','S',NULL,'member',NULL,1,0,0,1,'2026-11-21 11:00:28.567765','2026-11-21 11:00:28.567765'),
(6,'43002dda-43a4-43bd-b967-c7bb03600608','m9ed74f16@example.com','Ann','O\'Hara',NULL,'member',NULL,1,0,0,1,'2026-11-21 11:00:28.677560','2026-11-21 11:00:28.677560'),
(7,'db4bd746-8513-449b-a00c-99425abfd108','m9ed74f17@example.com','Ann','O\'Hara',NULL,'member',NULL,1,0,0,1,'2026-11-21 11:00:28.684133','2026-11-21 11:00:28.684133'),
(8,'65153f37-d064-4a61-ad34-5700473267bb','m9ed74f18@example.com','Ann','O\'Hara',NULL,'member',NULL,1,0,0,1,'2026-11-21 11:00:28.689467','2026-11-21 11:00:28.689467'),
(9,'c1e7e0a1-37d1-45f5-b2c4-bac68506ce3b','m9ed74f19@example.com','Ann','O\'Hara',NULL,'member',NULL,1,0,0,1,'2026-11-21 11:00:28.695229','2026-11-21 11:00:28.695229'),
(10,'a04d4444-0da8-4ae4-a632-969203de1b9d','m9ed74f20@example.com','Ann','O\'Hara',NULL,'member',NULL,1,0,0,1,'2026-11-21 11:00:28.709322','2026-11-21 11:00:28.709322'),
(11,'9182754a-00b7-4dd4-a020-9f1b27538d31',NULL,'','',NULL,'member','119816311155000',1,0,0,1,'2026-11-21 11:00:28.727848','2026-11-21 11:00:28.727848');
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
(1,'001-foundation.sql','da528c71e1f72b6f9da1c3e6b95133a6bcc4c5fb83bba41143c668387697326a',8,8,'2026-11-21 11:00:27.596576'),
(2,'002-loans.sql','4d76b48b65d56f58c983d11cbf777afae98c68aa58ac7e7f8bc6a743915ec02a',9,9,'2026-11-21 11:00:27.640458'),
(3,'003-holds.sql','6fe04b505129a05a9dd3f7dc06a5561d26fe62467e43ee4a69a81e64bc02e47c',3,3,'2026-11-21 11:00:27.679577');
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
('fixed','2026-11-21 11:00:27.702795'),
('sample','2026-11-21 11:00:27.708910');
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
(1,'2026-11-21 11:00:27.623223','carrelctl');
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
  FULLTEXT KEY `work_text` (`title_search`,`creator_search`)
) ENGINE=InnoDB AUTO_INCREMENT=24 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `work` VALUES
(1,'dfe3157b-b402-4104-a0eb-e54bee1210f0','book','Chicken Soup for the Soul 20th Anniversary Edition','Jack Canfield, Mark Victor Hansen, Amy Newmark','Chicken Soup for the Soul 20th Anniversary Edition','978-1611599138','9781611599138',NULL,NULL,NULL,'2013-06-25','2013-06-25',2013,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 11:00:27.697250','2026-11-21 11:00:27.697250','Chicken Soup for the Soul 20th Anniversary Edition','Jack Canfield, Mark Victor Hansen, Amy Newmark'),
(2,'04856d91-c951-429c-a405-423300faf499','book','Python for Dummies','John Paul Mueller','Python for Dummies','9781118891452','9781118891452',NULL,NULL,NULL,'2014-09-01','2014-09-01',2014,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 11:00:27.697250','2026-11-21 11:00:27.697250','Python for Dummies','John Paul Mueller'),
(3,'855cd5d2-5b26-4a77-bd4f-10949ce30f6a','book','Lolita','Vladimir Nabokov','Lolita','9780679723165','9780679723165',NULL,NULL,NULL,NULL,NULL,1955,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 11:00:27.703767','2026-11-21 11:00:27.703767','Lolita','Vladimir Nabokov'),
(4,'8bf041c2-5669-4d6c-9b65-f70e2db64c67','book','Dune','Frank Herbert','Dune','9780441013593','9780441013593',NULL,NULL,'Chilton',NULL,NULL,1965,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 11:00:27.703767','2026-11-21 11:00:27.703767','Dune','Frank Herbert'),
(5,'e2d5de72-669a-4642-a463-d8a9ec44b3d0','book','The Left Hand of Darkness','Ursula K. Le Guin','The Left Hand of Darkness','9780441478125','9780441478125',NULL,NULL,NULL,NULL,NULL,1969,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 11:00:27.703767','2026-11-21 11:00:27.703767','The Left Hand of Darkness','Ursula K. Le Guin'),
(6,'4f2e75ff-1511-4507-af9a-a515e785a004','book','Beloved','Toni Morrison','Beloved','9781400033416','9781400033416',NULL,NULL,NULL,NULL,NULL,1987,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 11:00:27.703767','2026-11-21 11:00:27.703767','Beloved','Toni Morrison'),
(7,'135c7e30-fc5e-4d58-b351-480c73a17b0d','book','The Name of the Rose','Umberto Eco','The Name of the Rose','9780156001311','9780156001311',NULL,NULL,NULL,NULL,NULL,1980,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 11:00:27.703767','2026-11-21 11:00:27.703767','The Name of the Rose','Umberto Eco'),
(8,'a16cb2ff-9b24-4ff1-a8b0-c93c515b8c7e','book','Pride and Prejudice','Jane Austen','Pride and Prejudice','9780141439518','9780141439518',NULL,NULL,NULL,NULL,NULL,1813,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 11:00:27.703767','2026-11-21 11:00:27.703767','Pride and Prejudice','Jane Austen'),
(9,'1a35102b-ac63-44c4-a60c-8efddd21587f','book','The Trial','Franz Kafka','The Trial','9780805209990','9780805209990',NULL,NULL,NULL,NULL,NULL,1925,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 11:00:27.703767','2026-11-21 11:00:27.703767','The Trial','Franz Kafka'),
(10,'daf4c0c9-e66a-4a39-9670-c0bec30fc096','book','Pedro Páramo','Juan Rulfo','Pedro Páramo','9780802133908','9780802133908',NULL,NULL,NULL,NULL,NULL,1955,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 11:00:27.703767','2026-11-21 11:00:27.703767','Pedro Páramo','Juan Rulfo'),
(11,'f6a86b8d-0861-46c1-8ec3-84d78d1528a4','movie','The Godfather','Francis Ford Coppola',NULL,NULL,NULL,'tt0068646',NULL,NULL,NULL,NULL,1972,NULL,'Crime, Drama','United States',9.2,'1972-03-24',0,0,1,'2026-11-21 11:00:27.704352','2026-11-21 11:00:27.704352','The Godfather','Francis Ford Coppola'),
(12,'76637f2e-8390-4cc1-a9c4-ef28f48c007c','movie','12 Angry Men','Sidney Lumet',NULL,NULL,NULL,'tt0050083',NULL,NULL,NULL,NULL,1957,NULL,'Crime, Drama','United States',9.0,'1957-04-10',0,0,1,'2026-11-21 11:00:27.704352','2026-11-21 11:00:27.704352','12 Angry Men','Sidney Lumet'),
(13,'34ee2a71-4278-4a4c-9dfb-5d4b5f1c958c','movie','Casablanca','Michael Curtiz',NULL,NULL,NULL,'tt0034583',NULL,NULL,NULL,NULL,1942,NULL,'Drama, Romance, War','United States',8.5,'1943-01-23',0,0,1,'2026-11-21 11:00:27.704352','2026-11-21 11:00:27.704352','Casablanca','Michael Curtiz'),
(14,'6642db12-9b14-442c-b030-0c0511302338','movie','Seven Samurai','Akira Kurosawa',NULL,NULL,NULL,'tt0047478',NULL,NULL,NULL,NULL,1954,NULL,'Action, Drama','Japan',8.6,'1956-11-19',0,0,1,'2026-11-21 11:00:27.704352','2026-11-21 11:00:27.704352','Seven Samurai','Akira Kurosawa'),
(15,'8ee951e2-7836-4567-9a22-e9f1f49c54ec','movie','Metropolis','Fritz Lang',NULL,NULL,NULL,'tt0017136',NULL,NULL,NULL,NULL,1927,NULL,'Drama, Sci-Fi','Germany',8.3,'1927-03-13',0,0,1,'2026-11-21 11:00:27.704352','2026-11-21 11:00:27.704352','Metropolis','Fritz Lang'),
(16,'1021bc92-a846-4421-b254-c6abf503f56d','movie','Singin\' in the Rain','Stanley Donen, Gene Kelly',NULL,NULL,NULL,'tt0045152',NULL,NULL,NULL,NULL,1952,NULL,'Comedy, Musical, Romance','United States',8.3,'1952-04-11',0,0,1,'2026-11-21 11:00:27.704352','2026-11-21 11:00:27.704352','Singin\' in the Rain','Stanley Donen, Gene Kelly'),
(17,'bdf7f3af-8c52-4dc8-a283-30303225620a','book','Day 9ed74f1','Änne Müller','Day 9ed74f1','978-4-1639-2294-2','9784163922942',NULL,NULL,'P\'s \\ \"press\" ☃',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,6,2,'2026-11-21 11:00:28.429003','2026-11-21 11:00:28.432553','Day 9ed74f1','Änne Müller'),
(19,'f7c2fd1b-95b6-4e16-bc8a-e36199284df3','book','Once 9ed74f7',NULL,'Once 9ed74f7',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,0,1,'2026-11-21 11:00:28.468248','2026-11-21 11:00:28.468248','Once 9ed74f7',NULL),
(21,'76930fd1-78f8-41d9-a9e5-5bacb9cd1f33','book','Sold 9ed74f14','A','Sold 9ed74f14',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'F',NULL,NULL,NULL,NULL,0,1,1,'2026-11-21 11:00:28.566153','2026-11-21 11:00:28.566153','Sold 9ed74f14','A'),
(22,'79d34700-089d-48f6-8217-bd37f709260c','book','Kept 9ed74f21',NULL,'Kept 9ed74f21',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,1,1,'2026-11-21 11:00:28.714146','2026-11-21 11:00:28.714146','Kept 9ed74f21',NULL),
(23,'094ae0a9-ef03-4f48-997d-5ec90f742e83','book','Room 9ed74f22','A',NULL,NULL,NULL,NULL,NULL,'P',NULL,'1999',1999,NULL,NULL,NULL,NULL,NULL,1,3,2,'2026-11-21 11:00:28.724882','2026-11-21 11:00:28.739692','Room 9ed74f22','A');
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

