/**
 * The French words for mails: the subjects, and the paragraphs that the mailer puts between links, keys and codes.
 */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

const TYPE_CODE =
  'Si vous ne pouvez pas ouvrir le lien dans le navigateur où vous l’avez demandé, saisissez-y ce code :';
const NOT_YOU = 'Si ce n’était pas vous, ignorez cet e-mail : rien ne change.';

export const mailTexts = ({ count, day, number }: Formats): Omit<Texts['mail'], 'request'> => ({
  from: (vendor) => `Ce message vient de ${vendor}.`,
  support: 'Aide :',
  imprint: 'Mentions légales :',
  correspondence: 'Nous ne gardons aucune copie de ce message.',
  unsubscribe: 'Pour ne plus recevoir de notifications, suivez ce lien :',
  keys: {
    subjectOne: (product) => `Votre clé de licence pour ${product}`,
    subject: 'Vos clés de licence',
    leadOne: (product) => `Voici votre clé de licence pour ${product} :`,
    lead: 'Voici vos clés de licence :',
    product: (product) => `${product} :`,
    order: (order) => `Commande : ${order}`,
    activate: 'Pour activer, démarrez l’application et saisissez la clé.',
    portal: 'Sur le portail, vous voyez vos appareils et libérez des postes. Pour un compte, la clé suffit :',
    lost: 'Si vous perdez la clé, faites-la renvoyer à cette adresse :',
    lostNoPortal: 'Si vous perdez la clé, demandez-la au vendeur.',
    more: (left) =>
      `${count(left, { one: 'autre clé n’est', other: 'autres clés ne sont' })} pas dans cet e-mail. Demandez le reste au vendeur.`,
    keep: 'Conservez bien la clé : quiconque la possède peut utiliser votre licence. Nous ne la stockons pas, mais pouvons la recalculer pour cette adresse.',
  },
  password: {
    subject: 'Définir un nouveau mot de passe',
    lead: 'Quelqu’un, probablement vous, a demandé un nouveau mot de passe. Suivez ce lien pour le définir :',
    account: (username) => `Pour le compte ${username} :`,
    typeCode: TYPE_CODE,
    end: `Le lien et le code sont valables dix minutes et une seule fois. ${NOT_YOU}`,
  },
  usernames: {
    subject: 'Votre nom d’utilisateur',
    lead: 'Quelqu’un, probablement vous, a demandé quels comptes peuvent être récupérés avec cette adresse. Leurs noms d’utilisateur sont :',
    end: NOT_YOU,
  },
  proof: {
    subject: 'Confirmez votre adresse e-mail',
    lead: 'Quelqu’un, probablement vous, a ajouté cette adresse à un compte, pour pouvoir définir un nouveau mot de passe par e-mail. Suivez ce lien pour la confirmer :',
    typeCode: TYPE_CODE,
    end: `Le lien et le code sont valables dix minutes. ${NOT_YOU}`,
  },
  code: {
    subject: {
      'new address': 'Code pour votre nouvelle adresse e-mail',
      'old address': 'Code envoyé à votre ancienne adresse e-mail',
      claim: 'Code pour ajouter vos licences à un compte',
    },
    lead: {
      'new address':
        'Quelqu’un, probablement vous, veut transférer des licences vers cette adresse. Pour le confirmer, saisissez ce code sur la page où vous l’avez demandé :',
      'old address':
        'Quelqu’un, probablement vous, veut transférer vos licences vers une autre adresse. Pour l’autoriser, saisissez ce code sur la page où vous l’avez demandé :',
      claim:
        'Quelqu’un, probablement vous, veut devenir propriétaire des licences achetées avec cette adresse. Pour le confirmer, saisissez ce code sur la page où vous l’avez demandé :',
    },
    end: 'Le code est valable dix minutes. Si ce n’était pas vous, ne donnez le code à personne : sans lui, rien ne change.',
  },
  welcome: {
    subject: 'Vous recevrez des e-mails de notre part',
    lead: 'Quelqu’un, probablement vous, a demandé des notifications à cette adresse. Vous recevrez ce qui a été sélectionné, les changements de votre compte, et un message quand nous avons consulté vos données.',
    sealed: 'L’adresse est stockée chiffrée : seul le programme qui envoie cet e-mail peut la lire.',
  },
  ending: {
    subjectOne: (product) => `Votre licence pour ${product} prend bientôt fin`,
    subject: 'Vos licences prennent bientôt fin',
    license: (product, last) =>
      `Votre licence pour ${product} prend fin le ${day(last)}. Vous pouvez la renouveler jusqu’à cette date.`,
    more: (left) =>
      `${count(left, { one: 'autre licence prend', other: 'autres licences prennent' })} bientôt fin. Connectez-vous pour les voir toutes.`,
  },
  looks: {
    subject: 'Nous avons consulté vos données',
    lead: 'Notre personnel ou l’un de nos programmes a consulté ce qui est stocké sur votre licence :',
    look: (on, product, action) => `${day(on)}, ${product} : ${action}`,
    more: (left) => `Et ${count(left, { one: 'autre fois', other: 'autres fois' })}.`,
    seeAll:
      'Votre compte contient toute la liste pendant 12 mois, sous « Vos données personnelles ». Si vous ne savez pas pourquoi, demandez-nous.',
  },
  retired: {
    subjectOne: (product) => `${product} : ce que devient votre licence`,
    subject: 'Ce que deviennent vos licences',
    product: (product, last) =>
      `Le vendeur a cessé la vente de ${product}. Jusqu’au ${day(last)}, votre licence fonctionne comme avant. Après ce jour, nous supprimons tout ce que nous stockons à son sujet, et elle ne peut plus être activée ni renouvelée.`,
    reinstated: (product) => `${product} est de nouveau en vente : votre licence et ses données restent.`,
    more: (left) =>
      `Cela concerne ${count(left, { one: 'autre produit', other: 'autres produits' })}. Connectez-vous pour voir le reste.`,
    where: 'Dans votre compte, vous voyez ce qui est stocké et pouvez le télécharger.',
  },
  policy: {
    subject: (from) => `Ce que nous stockons à votre sujet change le ${day(from)}`,
    lead: (version, from) =>
      `La version ${number(version)} de notre politique de confidentialité s’applique à partir du ${day(from)}. D’ici là, rien ne change.`,
    changes: (changes) =>
      `Elle diffère de ce qui s’applique aujourd’hui sur ${count(changes, { one: 'point', other: 'points' })}.`,
    wider: (wider) =>
      `${count(wider, { one: 'point prévoit', other: 'points prévoient' })} plus qu’avant : plus de données sont stockées, plus longtemps ou pour une autre finalité, ou quelqu’un d’autre les reçoit.`,
    where: 'Ce qu’elle dit et ce qu’elle change :',
  },
  abandoned: {
    subject: 'Votre compte sera supprimé',
    lead: (username, last) =>
      `Personne n’a utilisé le compte ${username} depuis longtemps. Il sera supprimé après le ${day(last)}, sauf si vous vous connectez avant.`,
    licenses: 'Vos licences restent valables pour quiconque possède leurs clés.',
  },
  offer: {
    subject: 'Une licence vous est offerte',
    lead: (username) =>
      `Quelqu’un offre une licence à votre compte ${username} : vous en deviendriez propriétaire.`,
    accept:
      'Connectez-vous pour voir ce que vous recevriez. Vous pouvez accepter pendant sept jours, mais pas durant les 24 premières heures. Tant que vous n’acceptez pas, rien ne change.',
  },
  changed: {
    subject: {
      username: 'Votre nom d’utilisateur a été modifié',
      password: 'Votre mot de passe a été modifié',
      email: 'L’adresse e-mail de récupération de votre compte a été modifiée',
      'license email': 'L’adresse e-mail de vos licences a été modifiée',
      order: 'La commande d’une licence a été corrigée',
      'sign-in': 'Une application a été autorisée à utiliser votre licence',
      transfer: 'Vous avez offert une licence à un autre compte',
      transferred: 'Une licence a été cédée à un autre compte',
      owner: 'Une licence n’est plus dans votre compte',
      takeover: 'Quelqu’un demande à reprendre une licence de votre compte',
      'takeover refused': 'Le propriétaire a refusé votre reprise',
      'takeover granted': 'Vous êtes maintenant propriétaire d’une licence',
      'takeover ended': 'Le vendeur a refusé votre reprise',
      'taken over': 'Une licence n’est plus dans votre compte',
    },
    lead: {
      username: (username) => `Votre compte a désormais le nom d’utilisateur ${username}.`,
      password: (username) =>
        `Le mot de passe du compte ${username} a été modifié, et tous les autres navigateurs ont été déconnectés.`,
      email: (username) =>
        `Un nouveau mot de passe pour le compte ${username} peut désormais être défini par e-mail avec une autre adresse.`,
      'license email': (username) =>
        `Des licences du compte ${username} sont désormais liées à une autre adresse e-mail. Leurs anciennes clés restent valables.`,
      'sign-in': (username) =>
        `Quelqu’un de connecté en tant que ${username} a autorisé une application à utiliser une licence de ce compte. Pour l’annuler, libérez l’appareil sur la page de la licence.`,
      transfer: (username) =>
        `Quelqu’un de connecté en tant que ${username} a offert une licence de ce compte à un autre compte. Elle peut être acceptée après un jour au plus tôt. D’ici là, vous pouvez retirer l’offre sur la page de vos licences.`,
      transferred: (username) =>
        `Une licence du compte ${username} était offerte à un autre compte, qui l’a acceptée et en est désormais propriétaire. Les anciennes clés de licence ont pris fin. Les appareils activés fonctionnent toujours.`,
      owner: (username) =>
        `Quelqu’un a prouvé l’adresse e-mail avec laquelle une licence du compte ${username} a été achetée, et en est désormais propriétaire. La clé de licence et les appareils activés fonctionnent toujours.`,
      takeover: (username) =>
        `Quelqu’un a prouvé l’adresse e-mail avec laquelle une licence du compte ${username} a été achetée, et demande à en devenir propriétaire. Vous avez sept jours pour refuser, d’un clic sur la page de vos licences. Le vendeur décide alors. Les appareils activés fonctionnent dans tous les cas.`,
      'takeover refused': (username) =>
        `Le propriétaire de la licence que le compte ${username} demande à reprendre a refusé. Le vendeur décide dans les quatre-vingt-dix jours ; indiquez-lui votre numéro de commande. D’ici là, rien ne change.`,
      'takeover granted': (username) =>
        `Le vendeur a accordé la reprise demandée par le compte ${username}. Vous êtes maintenant propriétaire. Les anciennes clés de licence ont pris fin ; vous en obtenez une nouvelle sur la page de la licence.`,
      'takeover ended': (username) =>
        `Le vendeur a refusé la reprise demandée par le compte ${username}. Pendant quatre-vingt-dix jours, aucune autre n’est possible.`,
      'taken over': (username) =>
        `Quelqu’un qui a prouvé l’adresse e-mail avec laquelle une licence du compte ${username} a été achetée en est désormais propriétaire. Les anciennes clés de licence ont pris fin. Les appareils activés fonctionnent toujours.`,
      order: (username) =>
        `Le vendeur a corrigé l’adresse e-mail d’une commande. Cela concerne le compte ${username} : il a une licence de cette commande, ou son adresse e-mail de récupération est celle qui a été corrigée. Les appareils activés le restent. Si vous pensez qu’il s’agit d’une erreur, adressez-vous au vendeur.`,
    },
    end: 'Si ce n’était pas vous, définissez aussitôt un nouveau mot de passe. Si vous ne pouvez plus vous connecter, utilisez un code de récupération. Vérifiez ensuite l’adresse e-mail du compte.',
  },
});
