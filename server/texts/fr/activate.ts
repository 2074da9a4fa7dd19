/** The French words for a customer who activates an app that waits. */

import type { Texts } from '../en/catalogue.ts';

export const ACTIVATE: Texts['activate'] = {
  heading: 'Activer une application',
  lead: 'Votre application affiche un code de huit lettres. Saisissez-le ici, et l’application est activée sans clé de licence.',
  own: 'Ne saisissez qu’un code que votre propre application vous affiche en ce moment. Ni nous ni le vendeur ne vous envoyons ni ne vous communiquons jamais de code.',
  linked:
    'Vous êtes arrivé ici par un lien, et n’importe qui peut envoyer un lien. Saisissez de nouveau le code tel que votre propre application l’affiche sur votre propre écran. Si quelqu’un d’autre vous a envoyé ici, fermez cette page.',
  codeHint: 'Par exemple BCDF-GHJK. Les majuscules, les espaces et les tirets n’ont pas d’importance.',
  submit: 'Continuer',
  question: (product) => `Activer ${product} ?`,
  wordsLead: 'L’application affiche deux mots à côté du code. Ce doivent être ceux-ci :',
  compare:
    'Ne continuez que si vous voyez ces mots sur votre propre écran. Sinon, quelqu’un d’autre essaie d’utiliser votre licence : refusez.',
  otherNetwork:
    'L’application et ce navigateur sont sur des réseaux différents. C’est normal si l’application est sur un autre appareil ou si vous utilisez un VPN. Si elle devrait être sur cet appareil, refusez.',
  license: 'Licence pour l’application',
  full: 'Tous les postes sont utilisés. L’application est refusée, sauf si son appareil occupe l’un d’eux.',
  noLicense: (product) => `Aucune de vos licences n’est valable pour ${product} en ce moment.`,
  toLicenses: 'Ajouter une licence',
  approve: 'Activer l’application',
  deny: 'Refuser : ce n’est pas mon application',
};

export const APPROVED: Texts['approved'] = {
  heading: {
    waiting: 'Autorisée',
    activated: 'L’application est activée',
    over: 'L’application n’attend pas',
  },
  lead: {
    waiting: 'L’application occupera un poste de la licence dans quelques secondes.',
    activated: 'Elle occupe désormais un poste de la licence.',
    over: 'Soit son appareil a gardé un poste qu’il avait déjà, soit l’application a été fermée avant d’être activée. La page de la licence montre tous les appareils.',
  },
  again: 'Afficher l’appareil',
  notYou:
    'Si ce n’est pas votre appareil, libérez-le maintenant : son application s’arrête dès son prochain contact avec le serveur. Changez ensuite votre mot de passe.',
};
