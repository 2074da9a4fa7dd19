/** The French words on privacy and on the terms of the portal. The English text binds. */

import type { Texts } from '../en/catalogue.ts';

export const PRIVACY: Omit<Texts['privacy'], 'policy'> = {
  heading: 'Confidentialité et conditions',
  lead: 'Nous stockons aussi peu que ce dont une licence a besoin, et le supprimons quand ce n’est plus nécessaire.',
  binding: 'Cette page existe en plusieurs langues. Le texte anglais fait foi.',
  keptHeading: 'Ce que nous stockons',
  kept: 'Nous ne stockons pas votre adresse e-mail, sauf sous forme chiffrée si vous demandez des e-mails. Une empreinte à clé secrète permet de reconnaître une valeur que vous saisissez, mais pas de la lire.',
  listHeading: 'Chaque type de données',
  neverHeading: 'Ce que nous ne stockons jamais',
  never:
    'Votre nom et votre adresse postale, votre clé de licence, l’adresse matérielle d’un appareil, votre adresse réseau complète, votre navigateur, ce que vous faites dans l’application, et toute correspondance avec vous.',
  cookieHeading: 'Cookies',
  cookie:
    'Un cookie vous garde connecté. Il expire après 12 heures, ou après 30 jours si vous le choisissez. Un autre indique pendant 180 jours que quelqu’un s’est déjà connecté avec ce navigateur, afin qu’une personne qui devine votre mot de passe ailleurs ne puisse pas vous bloquer. Il ne contient aucun nom, et vous pouvez le supprimer sous « Navigateurs connectés ». Les deux sont nécessaires et ne sont transmis à personne d’autre. Si vous choisissez une langue, un troisième conserve votre choix pendant 180 jours ; d’ici là, les pages sont dans la langue que demande votre navigateur, et nous ne stockons rien à ce sujet. Avant la connexion, un autre cookie n’est posé que pendant que vous choisissez un nouveau mot de passe par e-mail, pour dix minutes, et sur le formulaire de création de compte, le même pour tous. Rien ne vous suit : aucun script, aucun contenu d’autres sites, aucun comptage des e-mails ouverts ni des liens suivis.',
  rightsHeading: 'Vos droits',
  rights:
    'Connectez-vous pour voir toutes les données stockées sur vous et qui les a consultées. Vous pouvez aussi les y rectifier et les supprimer vous-même. Sans compte, faites une demande ici ; elle reçoit une réponse dans le mois. Vous pouvez aussi introduire une réclamation auprès d’une autorité de protection des données.',
  termsHeading: (version) => `Conditions d’utilisation de ce portail, ${version}`,
  terms: [
    'Le portail sert à gérer la licence que vous avez achetée. La licence propre au produit dit comment vous pouvez utiliser le produit.',
    'N’utilisez que votre propre compte. Gardez pour vous son mot de passe et vos clés de licence.',
    'Vous pouvez supprimer votre compte à tout moment. Nous pouvons fermer un compte qui nuit à d’autres ou au service, et vous dire pourquoi.',
  ],
};
