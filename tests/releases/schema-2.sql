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
(1,'c65ee7d5-dc9e-4d47-ad5f-f411c95a5372',5,'charge',300,1,NULL,NULL,'2026-11-21 11:00:23.475776','open',1),
(2,'723e1499-7964-4874-920d-dcbbaf9cea74',2,'charge',650,2,NULL,NULL,'2026-11-21 11:00:23.502546','open',2),
(3,'906aaa92-27a5-4bdc-93d3-5bc7bb69e31b',2,'payment',-250,NULL,NULL,NULL,'2026-11-21 11:00:23.507837','open',NULL),
(4,'c0e0d155-87ee-4d42-9611-beebd5b7de68',2,'waiver',-100,NULL,NULL,'it rained','2026-11-21 11:00:23.510831','open',NULL),
(5,'41a6e675-c0e8-4dd5-b759-fe7ad36cd033',2,'void',250,NULL,3,NULL,'2026-11-21 11:00:23.513640','open',NULL),
(6,'2195b910-6728-4f01-8bf8-733709c51c98',2,'payment',-100,NULL,NULL,NULL,'2026-11-21 11:00:23.518910','open',NULL);
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
(1,3,2,250,NULL,'2026-11-21 11:00:23.507948'),
(2,4,2,100,NULL,'2026-11-21 11:00:23.510928'),
(3,3,2,-250,1,'2026-11-21 11:00:23.513730'),
(4,3,5,250,NULL,'2026-11-21 11:00:23.514801'),
(5,6,2,100,NULL,'2026-11-21 11:00:23.519777');
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
) ENGINE=InnoDB AUTO_INCREMENT=23 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `copy` VALUES
(1,'f67baeef-4d8b-428b-937f-938d0796d60f',1,NULL,'2026-11-21 11:00:22.869942'),
(2,'a339bfc4-b2bb-4144-9c6c-ce2df803166f',2,NULL,'2026-11-21 11:00:22.870301'),
(3,'ced5883e-9b99-4696-a9c3-dfa878b4ee05',8,NULL,'2026-11-21 11:00:22.872132'),
(4,'4b6adebb-a083-402a-a491-37119329a134',9,NULL,'2026-11-21 11:00:22.872132'),
(5,'80efe12b-2086-4d35-ad04-a0e1cfc37512',15,NULL,'2026-11-21 11:00:22.872132'),
(6,'ae1d42ba-be6a-4b14-a21a-3b72b0860e18',13,NULL,'2026-11-21 11:00:22.872132'),
(7,'056b0f98-4e42-4936-abe9-3b335cb6c952',16,NULL,'2026-11-21 11:00:22.872132'),
(8,'4c282782-d309-445e-a6aa-7b975bbfad81',14,NULL,'2026-11-21 11:00:22.872132'),
(9,'a2e3e6eb-3cb7-4868-a340-51fb9f1fb2cb',3,NULL,'2026-11-21 11:00:22.872132'),
(10,'ef4a33ea-f345-41b7-af09-da9b6cc8c013',10,NULL,'2026-11-21 11:00:22.872132'),
(11,'a5772a49-1c24-4a3a-a59a-d092872d5333',12,NULL,'2026-11-21 11:00:22.872132'),
(12,'b140fbd8-e766-4549-ac58-f038ee1faaa4',4,NULL,'2026-11-21 11:00:22.872132'),
(13,'f57a2aaa-c21d-49b9-a07c-2ee28dcaa516',5,NULL,'2026-11-21 11:00:22.872132'),
(14,'48c9fe17-2e20-4445-a46b-64798dd0a856',11,NULL,'2026-11-21 11:00:22.872132'),
(15,'71a8274f-1ab8-4021-a080-121869a9eb3e',7,NULL,'2026-11-21 11:00:22.872132'),
(16,'4cb26ed4-4cae-40d6-a003-329accfdd11e',6,NULL,'2026-11-21 11:00:22.872132'),
(18,'c8245395-92aa-4805-aba6-e44a1578ea35',17,NULL,'2026-11-21 11:00:23.294886'),
(20,'b6a95fff-a03b-4b9a-a8ae-240d0cf719e6',19,NULL,'2026-11-21 11:00:23.321430'),
(22,'56977499-ad91-48e6-bd28-7be4b2dfcd7e',21,NULL,'2026-11-21 11:00:23.407769');
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
(1,'open','POST /api/v1/works e897f4e3b4954729bc3a04a748c50b8f17f2515c575d1a1e0a950849bc40a6b0','k3153778','65890d7843a7feedf7ff643631bd5ad702506f40637c638b3e43d2cb600cf5d2',201,'application/json\nVersion: 1\nLocation: /api/v1/works/3066f39b-05c2-41e5-aab4-e8594d1fee69\n','{\"id\":\"3066f39b-05c2-41e5-aab4-e8594d1fee69\",\"kind\":\"book\",\"title\":\"Once 3153777\",\"creator\":null,\"isbn\":null,\"imdb_id\":null,\"publisher\":null,\"published\":null,\"published_text\":null,\"year\":null,\"type\":null,\"genre\":null,\"country\":null,\"rating\":null,\"released\":null,\"copies\":1,\"available\":1,\"created_at\":\"2026-11-21T11:00:23.321151Z\",\"updated_at\":\"2026-11-21T11:00:23.321151Z\"}','2026-11-21 11:00:23.320796');
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
) ENGINE=InnoDB AUTO_INCREMENT=8 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `list` VALUES
(1,'9ba318c0-43ca-482c-ba70-895dde357ed5',1,'default','private',1,'2026-11-21 11:00:22.868936','2026-11-21 11:00:22.868936'),
(2,'3cce282b-9387-4be7-b6aa-00efc321b949',2,'default','private',1,'2026-11-21 11:00:23.306028','2026-11-21 11:00:23.306028'),
(3,'d4017245-1b52-42e6-80ef-fff353538820',2,'List 3153776','private',2,'2026-11-21 11:00:23.309602','2026-11-21 11:00:23.315165'),
(5,'4db1d901-d8ba-4511-86c1-4052a11a7b8f',4,'default','private',1,'2026-11-21 11:00:23.395127','2026-11-21 11:00:23.395127'),
(6,'bf39b613-7bba-4e07-a209-30043dfc8333',4,'bf39b613-7bba-4e07-a209-30043dfc8333','private',1,'2026-11-21 11:00:23.400063','2026-11-21 11:00:23.400063'),
(7,'e4188c49-c15d-4ddf-a493-12ffcf24290c',5,'default','private',1,'2026-11-21 11:00:23.409618','2026-11-21 11:00:23.409618');
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
(3,17,2,'a note','2026-11-21 11:00:23.311362');
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
  CONSTRAINT `loan_of_copy` FOREIGN KEY (`copy_id`) REFERENCES `copy` (`id`) ON DELETE SET NULL,
  CONSTRAINT `loan_of_person` FOREIGN KEY (`person_id`) REFERENCES `person` (`id`),
  CONSTRAINT `loan_of_tariff` FOREIGN KEY (`tariff_version`) REFERENCES `tariff_version` (`version`),
  CONSTRAINT `loan_of_work` FOREIGN KEY (`work_id`) REFERENCES `work` (`id`),
  CONSTRAINT `loan_closed_whole` CHECK (`returned_at` is null = (`charge_minor` is null))
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `loan` VALUES
(1,'a5b64b83-1fd9-46dd-a1d4-c364c04527d1',22,21,5,'2026-11-21 11:00:23.446806','2026-12-05 11:00:23.446806','2026-11-21 11:00:23.474172',0,1,'F',0,0,300,300,1,300,2,NULL),
(2,'7551e5e9-0590-44f4-bf44-683033921099',18,17,2,'2026-11-16 11:00:23.477788','2026-12-14 11:00:23.477788','2026-11-21 11:00:23.501586',1,1,'R',2,100,150,200,5,650,3,NULL);
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
) ENGINE=InnoDB AUTO_INCREMENT=6 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `person` VALUES
(1,'46bd51f9-e20b-4b4f-b5a7-f25339a34906','fredr@neighborhood.com','fred','rogers','$argon2id$v=19$m=19456,t=2,p=1$XWoIkGPrwzOAv4ZKrUgsgw$FM/lyP5W3W+IIUR5CeCv9Oveyx16WzOhr+EYlX1afpQ','member',NULL,1,0,0,1,'2026-11-21 11:00:22.868579','2026-11-21 11:00:22.868579'),
(2,'7ece60de-bddc-43aa-a35b-c87da6e6b0be','m3153774@example.com','Ann','O\'Hara',NULL,'member','c3153775',1,0,4,2,'2026-11-21 11:00:23.305513','2026-11-21 11:00:23.307815'),
(4,'0f74a0e8-7571-406b-88dd-e4bbded1a32d','m31537713@example.com','Ann','O\'Hara',NULL,'member',NULL,1,0,0,1,'2026-11-21 11:00:23.394904','2026-11-21 11:00:23.394904'),
(5,'86dabef1-4cb2-4a62-a36a-a74a2068995d',NULL,'C31537715','S',NULL,'member',NULL,1,0,0,1,'2026-11-21 11:00:23.409381','2026-11-21 11:00:23.409381');
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
(1,'001-foundation.sql','da528c71e1f72b6f9da1c3e6b95133a6bcc4c5fb83bba41143c668387697326a',8,8,'2026-11-21 11:00:22.807690'),
(2,'002-loans.sql','4d76b48b65d56f58c983d11cbf777afae98c68aa58ac7e7f8bc6a743915ec02a',9,9,'2026-11-21 11:00:22.854968');
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
('fixed','2026-11-21 11:00:22.870578'),
('sample','2026-11-21 11:00:22.876841');
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
(1,'2026-11-21 11:00:22.840467','carrelctl');
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
  FULLTEXT KEY `work_text` (`title_search`,`creator_search`)
) ENGINE=InnoDB AUTO_INCREMENT=22 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

INSERT INTO `work` VALUES
(1,'dfe3157b-b402-4104-a0eb-e54bee1210f0','book','Chicken Soup for the Soul 20th Anniversary Edition','Jack Canfield, Mark Victor Hansen, Amy Newmark','Chicken Soup for the Soul 20th Anniversary Edition','978-1611599138','9781611599138',NULL,NULL,NULL,'2013-06-25','2013-06-25',2013,NULL,NULL,NULL,NULL,NULL,0,1,'2026-11-21 11:00:22.869277','2026-11-21 11:00:22.869277','Chicken Soup for the Soul 20th Anniversary Edition','Jack Canfield, Mark Victor Hansen, Amy Newmark'),
(2,'04856d91-c951-429c-a405-423300faf499','book','Python for Dummies','John Paul Mueller','Python for Dummies','9781118891452','9781118891452',NULL,NULL,NULL,'2014-09-01','2014-09-01',2014,NULL,NULL,NULL,NULL,NULL,0,1,'2026-11-21 11:00:22.869277','2026-11-21 11:00:22.869277','Python for Dummies','John Paul Mueller'),
(3,'855cd5d2-5b26-4a77-bd4f-10949ce30f6a','book','Lolita','Vladimir Nabokov','Lolita','9780679723165','9780679723165',NULL,NULL,NULL,NULL,NULL,1955,NULL,NULL,NULL,NULL,NULL,0,1,'2026-11-21 11:00:22.871281','2026-11-21 11:00:22.871281','Lolita','Vladimir Nabokov'),
(4,'8bf041c2-5669-4d6c-9b65-f70e2db64c67','book','Dune','Frank Herbert','Dune','9780441013593','9780441013593',NULL,NULL,'Chilton',NULL,NULL,1965,NULL,NULL,NULL,NULL,NULL,0,1,'2026-11-21 11:00:22.871281','2026-11-21 11:00:22.871281','Dune','Frank Herbert'),
(5,'e2d5de72-669a-4642-a463-d8a9ec44b3d0','book','The Left Hand of Darkness','Ursula K. Le Guin','The Left Hand of Darkness','9780441478125','9780441478125',NULL,NULL,NULL,NULL,NULL,1969,NULL,NULL,NULL,NULL,NULL,0,1,'2026-11-21 11:00:22.871281','2026-11-21 11:00:22.871281','The Left Hand of Darkness','Ursula K. Le Guin'),
(6,'4f2e75ff-1511-4507-af9a-a515e785a004','book','Beloved','Toni Morrison','Beloved','9781400033416','9781400033416',NULL,NULL,NULL,NULL,NULL,1987,NULL,NULL,NULL,NULL,NULL,0,1,'2026-11-21 11:00:22.871281','2026-11-21 11:00:22.871281','Beloved','Toni Morrison'),
(7,'135c7e30-fc5e-4d58-b351-480c73a17b0d','book','The Name of the Rose','Umberto Eco','The Name of the Rose','9780156001311','9780156001311',NULL,NULL,NULL,NULL,NULL,1980,NULL,NULL,NULL,NULL,NULL,0,1,'2026-11-21 11:00:22.871281','2026-11-21 11:00:22.871281','The Name of the Rose','Umberto Eco'),
(8,'a16cb2ff-9b24-4ff1-a8b0-c93c515b8c7e','book','Pride and Prejudice','Jane Austen','Pride and Prejudice','9780141439518','9780141439518',NULL,NULL,NULL,NULL,NULL,1813,NULL,NULL,NULL,NULL,NULL,0,1,'2026-11-21 11:00:22.871281','2026-11-21 11:00:22.871281','Pride and Prejudice','Jane Austen'),
(9,'1a35102b-ac63-44c4-a60c-8efddd21587f','book','The Trial','Franz Kafka','The Trial','9780805209990','9780805209990',NULL,NULL,NULL,NULL,NULL,1925,NULL,NULL,NULL,NULL,NULL,0,1,'2026-11-21 11:00:22.871281','2026-11-21 11:00:22.871281','The Trial','Franz Kafka'),
(10,'daf4c0c9-e66a-4a39-9670-c0bec30fc096','book','Pedro Páramo','Juan Rulfo','Pedro Páramo','9780802133908','9780802133908',NULL,NULL,NULL,NULL,NULL,1955,NULL,NULL,NULL,NULL,NULL,0,1,'2026-11-21 11:00:22.871281','2026-11-21 11:00:22.871281','Pedro Páramo','Juan Rulfo'),
(11,'f6a86b8d-0861-46c1-8ec3-84d78d1528a4','movie','The Godfather','Francis Ford Coppola',NULL,NULL,NULL,'tt0068646',NULL,NULL,NULL,NULL,1972,NULL,'Crime, Drama','United States',9.2,'1972-03-24',0,1,'2026-11-21 11:00:22.871764','2026-11-21 11:00:22.871764','The Godfather','Francis Ford Coppola'),
(12,'76637f2e-8390-4cc1-a9c4-ef28f48c007c','movie','12 Angry Men','Sidney Lumet',NULL,NULL,NULL,'tt0050083',NULL,NULL,NULL,NULL,1957,NULL,'Crime, Drama','United States',9.0,'1957-04-10',0,1,'2026-11-21 11:00:22.871764','2026-11-21 11:00:22.871764','12 Angry Men','Sidney Lumet'),
(13,'34ee2a71-4278-4a4c-9dfb-5d4b5f1c958c','movie','Casablanca','Michael Curtiz',NULL,NULL,NULL,'tt0034583',NULL,NULL,NULL,NULL,1942,NULL,'Drama, Romance, War','United States',8.5,'1943-01-23',0,1,'2026-11-21 11:00:22.871764','2026-11-21 11:00:22.871764','Casablanca','Michael Curtiz'),
(14,'6642db12-9b14-442c-b030-0c0511302338','movie','Seven Samurai','Akira Kurosawa',NULL,NULL,NULL,'tt0047478',NULL,NULL,NULL,NULL,1954,NULL,'Action, Drama','Japan',8.6,'1956-11-19',0,1,'2026-11-21 11:00:22.871764','2026-11-21 11:00:22.871764','Seven Samurai','Akira Kurosawa'),
(15,'8ee951e2-7836-4567-9a22-e9f1f49c54ec','movie','Metropolis','Fritz Lang',NULL,NULL,NULL,'tt0017136',NULL,NULL,NULL,NULL,1927,NULL,'Drama, Sci-Fi','Germany',8.3,'1927-03-13',0,1,'2026-11-21 11:00:22.871764','2026-11-21 11:00:22.871764','Metropolis','Fritz Lang'),
(16,'1021bc92-a846-4421-b254-c6abf503f56d','movie','Singin\' in the Rain','Stanley Donen, Gene Kelly',NULL,NULL,NULL,'tt0045152',NULL,NULL,NULL,NULL,1952,NULL,'Comedy, Musical, Romance','United States',8.3,'1952-04-11',0,1,'2026-11-21 11:00:22.871764','2026-11-21 11:00:22.871764','Singin\' in the Rain','Stanley Donen, Gene Kelly'),
(17,'f9f7a80c-7660-474c-8f93-fffa52232121','book','Day 3153771','Änne Müller','Day 3153771','978-1-2930-5254-9','9781293052549',NULL,NULL,'P\'s \\ \"press\" ☃',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,2,'2026-11-21 11:00:23.294264','2026-11-21 11:00:23.299738','Day 3153771','Änne Müller'),
(19,'3066f39b-05c2-41e5-aab4-e8594d1fee69','book','Once 3153777',NULL,'Once 3153777',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,1,'2026-11-21 11:00:23.321151','2026-11-21 11:00:23.321151','Once 3153777',NULL),
(21,'768f4e24-b0e6-4958-b3c0-5511295ffe9f','book','Sold 31537714','A','Sold 31537714',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'F',NULL,NULL,NULL,NULL,0,1,'2026-11-21 11:00:23.407382','2026-11-21 11:00:23.407382','Sold 31537714','A');
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

