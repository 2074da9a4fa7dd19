/** The French words for documents that are generated from the inventory, such as the privacy notice. */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

const CATEGORIES: Texts['documents']['categories'] = {
  identifier: 'identifiants',
  record: 'dossiers de clients',
  commercial: 'informations commerciales',
  activity: 'activité sur le réseau',
  employment: 'informations liées à l’emploi',
  credential: 'sensible : connexion à un compte',
};

const CONTENTS: Texts['documents']['breach']['contents'] = {
  database: () =>
    'Le fichier contient toutes les lignes. Un nombre aléatoire distingue les lignes et ne nomme personne.',
  key: () => 'Seul, le fichier ne dit rien d’une personne. Avec la base de données :',
  issue: () =>
    'Seul, le fichier ne dit rien d’une personne. Avec la base de données et une adresse e-mail, il permet de dériver les clés de licence de ce client.',
  signing: () =>
    'Le fichier ne dit rien d’une personne. Qui le détient peut signer des attestations : remplacez-le.',
  backup: (secret, keys) =>
    `Le fichier est chiffré. Avec ${keys} et ${secret}, il se lit comme la base de données.`,
  backupKeys: (secret) =>
    `Seul, le fichier ne dit rien d’une personne. Avec ${secret}, il ouvre les sauvegardes, qui se lisent comme la base de données.`,
  traces: (secret) =>
    `Le fichier ne contient aucune ligne. Avec ${secret}, il dit si un identifiant a été effacé.`,
  settings: () => 'Le fichier ne dit rien d’un client.',
  locks: () =>
    'Le fichier ne dit rien d’un client, sauf pendant une restauration : c’est alors une copie lisible de la base de données.',
  mails: () =>
    'Le dossier contient des e-mails en clair, avec leurs adresses. Il ne sert qu’au développement.',
  log: () =>
    'Le journal ne contient rien de ce qu’une application ou un navigateur a envoyé, et aucune adresse.',
};

export const documentTexts = ({ count }: Formats): Texts['documents'] => ({
  asFile: 'En fichier pour des programmes (JSON)',
  roles: 'Qui est responsable',
  noticeTitle: (vendor) => `Notice de confidentialité de ${vendor}`,
  controller: (vendor) =>
    `${vendor} décide de ce qui est conservé et pourquoi (responsable du traitement au sens du RGPD).`,
  contact: (address) => `Contact : ${address}`,
  noProcessor: 'Personne ne traite pour nous des données de tous les clients.',
  processors: (names) =>
    `Des données de tous les clients sont traitées pour nous par ${names} (sous-traitant au sens du RGPD).`,
  authority: (name) => `Autorité de protection des données : ${name}`,
  ccpa: (category) => `Catégorie selon le CCPA : ${category}`,
  categories: CATEGORIES,
  breach: {
    title: 'Ce qu’un voleur apprend de chaque fichier',
    lead: 'Ce rapport est établi à partir de l’inventaire : de la forme de chaque colonne et de ce qui l’ouvre.',
    contents: CONTENTS,
    read: 'Lisible',
    slow: 'Empreinte : un mot de passe se devine lentement, un code aléatoire non',
    open: (opener) => `Lisible avec ${opener}, sinon non`,
    test: (opener) => `Des suppositions se vérifient avec ${opener}, sinon non`,
    licenseKey: (secret) => `${secret} et la clé de licence`,
    mailerKey: 'la clé privée du programme d’envoi',
    supportKey: 'la clé privée de l’assistance',
  },
  record: {
    title: (vendor) => `Registre des activités de traitement de ${vendor} (art. 30 du RGPD)`,
    lead: 'Chaque activité est un type de données conservées. Ce registre est établi à partir de l’inventaire et de la configuration.',
    purposes: (purposes) => `Finalités : ${purposes}.`,
    persons: (persons) => `Personnes : ${persons}.`,
    customers: 'clients',
    operators: 'exploitants chez l’éditeur',
    receivedBy: (names) => `Destinataires : ${names}.`,
    noRecipient: 'Destinataires : aucun.',
    transfers: 'Transferts vers des pays tiers',
    noTransfer: 'Le programme ne transfère rien. Seul l’éditeur peut ajouter où se trouve un destinataire.',
    measures: 'Mesures de sécurité (art. 32), selon la forme des valeurs conservées',
    columns: (columns) => count(columns, { one: 'type de valeurs', other: 'types de valeurs' }),
  },
  devices: {
    title:
      'Note sur les identifiants d’appareils (directive vie privée et communications électroniques, art. 5, § 3)',
    lead: 'L’art. 5, § 3 concerne la lecture d’informations sur l’appareil d’une personne et leur stockage sur cet appareil.',
    readHeading: 'Ce qu’une application lit, et pourquoi',
    read: 'À partir de l’activation d’une licence, une application lit les adresses des adaptateurs réseau pour savoir si l’appareil a un poste. Elle en calcule sur l’appareil des empreintes à clé secrète ; aucune adresse ne le quitte. Il en va de même pour un essai. La personne a demandé précisément ce service : nous le jugeons donc strictement nécessaire, sans consentement.',
    storedHeading: 'Ce que l’application conserve sur l’appareil',
    stored:
      'L’attestation signée, et ce qu’il faut pour la renouveler, comme une clé dérivée de la clé de licence, pour que les vérifications fonctionnent hors ligne. La télémétrie est désactivée tant que la personne n’a pas dit oui.',
    serverHeading: 'Ce que le serveur conserve de ce que les applications envoient',
    opinion: 'C’est notre propre appréciation, et non un conseil juridique.',
  },
});
