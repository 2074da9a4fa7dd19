/** The French words for error pages. Each text says whether anything was done, and what the customer can do. */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

export const errorTexts = ({ wait }: Formats): Texts['errors'] => ({
  notFoundHeading: 'Page introuvable',
  notFound:
    'Vérifiez que l’adresse ne contient pas de faute de frappe. Ce qui était ici a peut-être été supprimé.',
  crossSiteHeading: 'Ce formulaire vient d’un autre site',
  crossSite: (url) =>
    `Le formulaire n’a pas été envoyé depuis une page de ce portail : rien n’a été fait. Si c’est vous qui l’avez envoyé, rouvrez la page à l’adresse ${url} et envoyez le formulaire depuis celle-ci.`,
  malformedHeading: 'Le formulaire n’a pas pu être lu',
  malformed:
    'Le formulaire est arrivé incomplet : rien n’a été fait. Rouvrez la page et remplissez le formulaire.',
  tooManyHeading: 'Trop de tentatives',
  tooMany: (seconds) =>
    `Trop de tentatives sont venues de votre réseau. Attendez ${wait(seconds)} et réessayez. Rien n’est bloqué.`,
  busyHeading: 'Le serveur est occupé',
  busy: (seconds) => `Rien n’a été fait. Attendez ${wait(seconds)} et réessayez.`,
  unsureHeading: 'On ne sait pas si cela a été fait',
  unsure:
    'La connexion à la base de données a été perdue. Rouvrez la page pour voir si votre modification est là. Vous pouvez la répéter sans risque.',
  noMailHeading: 'Ce serveur ne peut pas envoyer d’e-mails',
  noMail:
    'Le portail n’est pas configuré pour envoyer des e-mails ou calculer des clés : rien n’a été fait. Demandez votre clé au vendeur. Pour définir un nouveau mot de passe, vous pouvez utiliser un code de récupération.',
  noDownloadHeading: 'Ce lien n’est pas complet',
  noDownload:
    'Copiez le lien entier, ou obtenez-en un nouveau : connectez-vous, ouvrez la licence et choisissez « Téléchargements ».',
  lateDownloadHeading: 'Ce lien a expiré',
  lateDownload:
    'Un lien vers un fichier vaut 30 minutes, et seulement pour le fichier tel qu’il était alors. Votre licence n’est pas en cause : connectez-vous, ouvrez-la et choisissez « Téléchargements » pour obtenir un nouveau lien. Un téléchargement interrompu reprend alors du début.',
  brokenHeading: 'Une erreur s’est produite',
  broken:
    'C’est une erreur du serveur. Réessayez plus tard ; vos applications ne sont pas touchées. Si vous la signalez, indiquez ce numéro :',
  toStart: 'Aller à la page d’accueil',
});
