/** The French words for documents that are generated from the inventory, such as the privacy notice. */

import type { Texts } from '../en/catalogue.ts';

const CATEGORIES: Texts['documents']['categories'] = {
  identifier: 'identifiants',
  record: 'dossiers de clients',
  commercial: 'informations commerciales',
  activity: 'activité sur le réseau',
  employment: 'informations liées à l’emploi',
  credential: 'sensible : connexion à un compte',
};

export const DOCUMENTS: Texts['documents'] = {
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
};
