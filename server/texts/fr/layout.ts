/**
 * The French words around the content of every page: head, foot, fields that many forms have, and what was just done.
 */

import type { Texts } from '../en/catalogue.ts';

export const LAYOUT: Texts['layout'] = {
  title: (heading, site) => `${heading} · ${site}`,
  faultyTitle: (heading, site) => `Erreur : ${heading} · ${site}`,
  skip: 'Aller au contenu',
  navigation: 'Votre compte',
  path: 'Vous êtes ici',
  licenses: 'Licences',
  settings: 'Paramètres',
  logOut: 'Déconnexion',
  logIn: 'Se connecter',
  privacy: 'Confidentialité et conditions',
  language: 'Langue',
  asInBrowser: 'Celle du navigateur',
  imprint: 'Mentions légales',
  vendorTerms: (vendor) => `Conditions de ${vendor}`,
  vendorPrivacy: (vendor) => `Politique de confidentialité de ${vendor}`,
  support: 'Aide :',
  pageNumber: 'Si vous écrivez au sujet de cette page, indiquez son numéro :',
  supportSubject: (requestId) => `Page ${requestId}`,
  promise: 'Aucun script, aucun traceur, rien de chargé depuis d’autres sites.',
  faultsTitle: 'Veuillez corriger',
  parts: 'Parties de cette liste',
  before: 'Précédent',
  after: 'Suivant',
};

export const FIELDS: Texts['fields'] = {
  username: 'Nom d’utilisateur',
  newUsername: 'Nouveau nom d’utilisateur',
  usernameHint: 'Oublié ? Saisissez plutôt l’une de vos clés de licence.',
  password: 'Mot de passe',
  currentPassword: 'Mot de passe actuel',
  newPassword: 'Nouveau mot de passe',
  passwordHint:
    'Au moins 8 caractères. Utilisez trois ou quatre mots sans rapport ou, mieux, un gestionnaire de mots de passe.',
  passwordAgain: 'Saisissez de nouveau le mot de passe : nous n’en écrivons jamais dans une page.',
  licenseKey: 'Clé de licence',
  licenseKeyHint:
    'Six groupes de cinq lettres et chiffres. Les majuscules, les espaces et les tirets n’ont pas d’importance.',
  email: 'Adresse e-mail',
  code: 'Code',
  remember: 'Rester connecté sur cet appareil pendant 30 jours',
};

export const DONE: Texts['done'] = {
  accountDeleted: 'Votre compte est supprimé, et voici le reçu de suppression.',
  accountHeld:
    'Vos données sont supprimées, sauf ce qu’un gel juridique conserve, et voici le reçu de suppression. Le compte reste jusqu’à la levée du gel, si celui-ci le conserve.',
  loggedOut: 'Vous êtes déconnecté.',
  passwordReset:
    'Votre nouveau mot de passe est défini et tous les navigateurs sont déconnectés. Connectez-vous avec le nouveau mot de passe.',
  usernameChanged: 'Votre nom d’utilisateur est modifié.',
  rightUsed: 'C’est enregistré et valable dès maintenant.',
  passwordChanged: 'Votre mot de passe est modifié et tous les autres navigateurs sont déconnectés.',
  licenseAdded: 'Vous êtes désormais propriétaire de cette licence.',
  licensesClaimedInPart:
    'Vous êtes propriétaire des premières licences achetées avec cette adresse. Un compte a au plus 1 000 licences : récupérez les autres avec un autre compte.',
  licensesClaimed: 'Vous êtes propriétaire des licences achetées avec cette adresse.',
  memberOffered: 'L’offre est faite. Elle est acceptée ou refusée sur le portail.',
  offerWithdrawn: 'L’offre est retirée.',
  memberRemoved: 'Le membre est retiré et ses appareils sont libérés.',
  licenseLeft: 'Vous n’utilisez plus cette licence. Votre appareil est libéré.',
  managerMade: 'Le membre gère maintenant la licence avec vous.',
  managerUnmade: 'Le membre ne gère plus la licence.',
  offerAccepted:
    'Vous pouvez maintenant utiliser un poste de cette licence : lancez l’application et connectez-vous depuis celle-ci.',
  offerDeclined: 'L’offre est refusée.',
  transferOffered:
    'La licence est offerte. Tant qu’elle n’est pas acceptée, vous pouvez retirer l’offre ici.',
  transferWithdrawn: 'L’offre est retirée. La licence reste à vous.',
  transferAccepted: 'Cette licence est maintenant à vous.',
  transferDeclined: 'L’offre est refusée.',
  couponUsed: 'Le coupon est utilisé, et la licence est modifiée.',
  couponUsedBefore: 'Cette licence a déjà utilisé ce coupon. Rien n’a été modifié.',
  takeoverBegun: 'La reprise a commencé. Le propriétaire en est informé.',
  takeoverRefused: 'Vous avez refusé la reprise. Le vendeur décide.',
  takeoverWithdrawn: 'La demande de reprise est retirée.',
  takeoverCompleted: 'Cette licence est maintenant à vous.',
  appDenied: 'L’application a été refusée. Rien n’a été activé.',
  released: 'Libéré. Le poste est disponible pour un autre appareil.',
  nicknameSaved: 'Le surnom est enregistré.',
  nicknameRemoved: 'Le surnom est supprimé.',
  emailAdded: 'Vous pouvez désormais définir un nouveau mot de passe par e-mail avec cette adresse.',
  emailRemoved: 'Votre adresse e-mail est supprimée. Vos codes de récupération restent valables.',
  emailChanged: 'Vos licences sont désormais liées à la nouvelle adresse e-mail.',
  noticesSaved: 'Votre choix est enregistré.',
  sessionsEnded: 'Tous les autres navigateurs sont déconnectés.',
  browserForgotten: 'Ce navigateur est oublié. Vous restez connecté jusqu’à ce que vous vous déconnectiez.',
};
