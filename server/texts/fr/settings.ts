/**
 * The French words for the account: password, recovery codes, browsers, personal data, and the account's deletion.
 */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

const CODES = { one: 'code', other: 'codes' };
const ENTRIES = { one: 'entrée', other: 'entrées' };

export const settingsTexts = ({ count }: Formats): Texts['settings'] => ({
  heading: 'Paramètres',
  username: 'Nom d’utilisateur',
  usernameLead: (username) => `Vous êtes connecté en tant que ${username}.`,
  password: 'Mot de passe',
  passwordLead: 'Changez-le et déconnectez tous les autres navigateurs.',
  codes: 'Codes de récupération',
  codesLeft: (left) => `Il vous reste ${count(left, CODES)}.`,
  email: 'Adresse e-mail',
  emailSet: 'Ajoutée. Vous pouvez définir un nouveau mot de passe par e-mail.',
  emailNone: 'Aucune. Ajoutez-en une pour pouvoir définir un nouveau mot de passe par e-mail.',
  notices: 'E-mails de notre part',
  noticesNone: 'Aucun. Nous n’envoyons que les e-mails que vous demandez.',
  noticesSome: (kinds) =>
    `${count(kinds, { one: 'type d’e-mail sélectionné', other: 'types d’e-mails sélectionnés' })}.`,
  sessions: 'Navigateurs connectés',
  sessionsCount: (browsers) =>
    `${count(browsers, { one: 'navigateur est connecté', other: 'navigateurs sont connectés' })}.`,
  personalData: 'Vos données personnelles',
  personalDataLead: 'Tout ce que nous stockons sur vous : pourquoi, jusqu’à quand, et qui l’a consulté.',
  restriction: 'Limiter le traitement de vos données',
  restrictionLead: 'Faites conserver vos données sans les utiliser, opposez-vous ou retirez un consentement.',
  deletion: 'Supprimer mon compte',
  deletionLead: 'Avant toute suppression, la page suivante montre ce qui sera supprimé.',
});

export const USERNAME: Texts['username'] = {
  heading: 'Modifier votre nom d’utilisateur',
  lead: 'Vous vous connecterez ensuite avec le nouveau nom. Vos licences et codes de récupération restent inchangés, et les autres navigateurs restent connectés.',
  hint: 'Lettres, chiffres, points, tirets et tirets bas, sans @.',
  submit: 'Modifier le nom d’utilisateur',
};

export const PASSWORD: Texts['password'] = {
  heading: 'Modifier votre mot de passe',
  lead: 'Tous les autres navigateurs sont déconnectés.',
  submit: 'Modifier le mot de passe',
};

export const renewCodesTexts = ({ count }: Formats): Texts['renewCodes'] => ({
  heading: 'Codes de récupération',
  lead: 'Un code de récupération permet de définir un nouveau mot de passe sans aucun e-mail. Chacun fonctionne une seule fois.',
  left: (left) => `Il vous reste ${count(left, CODES)}.`,
  renew: 'Les nouveaux codes remplacent tous les anciens.',
  submit: 'Créer de nouveaux codes',
});

export const SESSIONS: Texts['sessions'] = {
  heading: 'Navigateurs connectés',
  lead: 'Nous stockons le moment où chaque navigateur s’est connecté, et rien sur le navigateur ni sur le lieu où il se trouve.',
  begun: 'Connecté',
  until: 'Jusqu’au',
  remembered: 'Reste connecté',
  current: 'Ce navigateur',
  other: 'Un autre navigateur',
  submit: 'Déconnecter tous les autres navigateurs',
  alone: 'Aucun autre navigateur n’est connecté.',
  known: 'Ce navigateur est connu',
  knownLead:
    'Un cookie indique pendant 180 jours après une connexion que vous vous êtes déjà connecté ici. Ainsi, une personne qui devine votre mot de passe ailleurs ne peut pas vous bloquer. Il ne contient aucun nom. Supprimez-le si d’autres personnes utilisent cet appareil.',
  forget: 'Oublier ce navigateur',
};

export const personalDataTexts = ({ count, day, hour, list }: Formats): Texts['personalData'] => ({
  heading: 'Vos données personnelles',
  lead: 'Voici tout ce que nous stockons sur vous, avec la raison et le dernier jour de chaque valeur. Le dernier jour recule quand vous vous connectez ou quand votre application renouvelle son attestation de licence.',
  entries: (entries) => count(entries, ENTRIES),
  alike: (entries) => `${count(entries, ENTRIES)} de ce type.`,
  unknowableHeading: 'Absent de cette liste',
  unknowable:
    'Nous ne pouvons pas savoir lesquelles de ces entrées sont les vôtres ; aucune n’est donc affichée :',
  basis: (basis) => `Base juridique : ${basis}`,
  sources: (sources) => `Source : ${list(sources)}`,
  recipients: (recipients) => `Destinataires : ${list(recipients)}`,
  save: 'Enregistrer le tout dans un fichier',
  saveHint: 'Un fichier JSON, que d’autres programmes savent lire. Gardez-le à l’abri des regards.',
  schema: 'Son format',
  stored: (form, until) => `${form}, ${until}`,
  until: (last) => `conservé jusqu’au ${day(last)}`,
  whileKept: 'conservé avec son compte ou sa licence',
  looksHeading: 'Qui a consulté vos données',
  lookers: { staff: 'Notre personnel', program: 'Un de nos programmes' },
  noLooks: 'Personne au cours des 12 derniers mois.',
  look: (who, time) => `${who}, ${hour(time)}`,
});

export const deletionTexts = ({ count }: Formats): Texts['deletion'] => ({
  heading: 'Supprimer votre compte ?',
  takes: 'Supprimé aussitôt et définitivement',
  account: 'Votre nom d’utilisateur, votre mot de passe, vos codes de récupération et toutes les connexions.',
  email: 'Les traces de votre adresse e-mail. Vos clés ne peuvent alors plus être calculées ni envoyées.',
  machines: (machines) =>
    `Les surnoms, noms d’utilisateur, réseaux et marqueurs de ${count(machines, { one: 'appareil', other: 'appareils' })}.`,
  memberships: (licenses) =>
    `Votre part dans ${count(licenses, { one: 'licence', other: 'licences' })} d’autres personnes : vos appareils y sont libérés.`,
  held: 'Ce qu’un gel juridique conserve, jusqu’à sa levée : ce sera alors supprimé. « Vos données personnelles » montrent le gel.',
  stays: 'Conservé',
  licenses: (licenses) =>
    `${count(licenses, { one: 'licence reste valable', other: 'licences restent valables' })} et vos applications continuent de fonctionner. Conservez vos clés : nous ne pourrons pas vous les redonner.`,
  orders: 'Le numéro de commande de votre achat, sans lien avec vous, comme l’exige le droit fiscal.',
  endLicenses: 'Mettre aussi fin à mes licences',
  endLicensesHint:
    'Les applications s’arrêtent dès leur prochain contact avec le serveur. Cette action est irréversible.',
  sure: 'J’ai conservé mes clés de licence, ou je n’en ai plus besoin',
  submit: 'Supprimer mon compte',
  cancel: 'Garder mon compte',
});
