/**
 * The German words for mails: the subjects, and the paragraphs that the mailer puts between links, keys and codes.
 */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

const TYPE_CODE =
  'Wenn Sie den Link nicht in dem Browser öffnen können, in dem Sie ihn angefordert haben, geben Sie dort diesen Code ein:';
const NOT_YOU = 'Wenn Sie das nicht waren, ignorieren Sie diese E-Mail: Es ändert sich nichts.';

export const mailTexts = ({ count, day, number }: Formats): Omit<Texts['mail'], 'request'> => ({
  from: (vendor) => `Diese E-Mail ist von ${vendor}.`,
  support: 'Hilfe:',
  imprint: 'Impressum:',
  correspondence: 'Wir behalten keine Kopie dieser E-Mail.',
  unsubscribe: 'Um keine Benachrichtigungen mehr zu erhalten, folgen Sie diesem Link:',
  keys: {
    subjectOne: (product) => `Ihr Lizenzschlüssel für ${product}`,
    subject: 'Ihre Lizenzschlüssel',
    leadOne: (product) => `Das ist Ihr Lizenzschlüssel für ${product}:`,
    lead: 'Das sind Ihre Lizenzschlüssel:',
    product: (product) => `${product}:`,
    order: (order) => `Bestellung: ${order}`,
    activate: 'Zum Aktivieren starten Sie die App und geben den Schlüssel ein.',
    portal:
      'Im Portal sehen Sie Ihre Geräte und geben Plätze frei. Für ein Konto brauchen Sie nur den Schlüssel:',
    lost: 'Wenn Sie den Schlüssel verlieren, lassen Sie ihn noch einmal an diese Adresse senden:',
    lostNoPortal: 'Wenn Sie den Schlüssel verlieren, fragen Sie den Verkäufer.',
    more: (left) =>
      `${count(left, { one: 'weiterer Schlüssel steht', other: 'weitere Schlüssel stehen' })} nicht in dieser E-Mail. Fragen Sie den Verkäufer nach dem Rest.`,
    keep: 'Verwahren Sie den Schlüssel sicher: Wer ihn hat, kann Ihre Lizenz nutzen. Wir speichern ihn nicht, können ihn aber für diese Adresse wieder ableiten.',
  },
  password: {
    subject: 'Neues Passwort setzen',
    lead: 'Jemand, wahrscheinlich Sie, hat ein neues Passwort angefordert. Folgen Sie diesem Link, um es zu setzen:',
    account: (username) => `Für das Konto ${username}:`,
    typeCode: TYPE_CODE,
    end: `Der Link und der Code gelten zehn Minuten lang und einmal. ${NOT_YOU}`,
  },
  usernames: {
    subject: 'Ihr Benutzername',
    lead: 'Jemand, wahrscheinlich Sie, hat gefragt, welche Konten sich mit dieser Adresse wiederherstellen lassen. Ihre Benutzernamen sind:',
    end: NOT_YOU,
  },
  proof: {
    subject: 'E-Mail-Adresse bestätigen',
    lead: 'Jemand, wahrscheinlich Sie, hat diese Adresse einem Konto hinzugefügt, um per E-Mail ein neues Passwort setzen zu können. Folgen Sie diesem Link, um sie zu bestätigen:',
    typeCode: TYPE_CODE,
    end: `Der Link und der Code gelten zehn Minuten lang. ${NOT_YOU}`,
  },
  code: {
    subject: {
      'new address': 'Code für Ihre neue E-Mail-Adresse',
      'old address': 'Code an Ihre alte E-Mail-Adresse',
      claim: 'Code, um Ihre Lizenzen in ein Konto zu übernehmen',
    },
    lead: {
      'new address':
        'Jemand, wahrscheinlich Sie, möchte Lizenzen auf diese Adresse übertragen. Um das zu bestätigen, geben Sie diesen Code auf der Seite ein, auf der Sie ihn angefordert haben:',
      'old address':
        'Jemand, wahrscheinlich Sie, möchte Ihre Lizenzen auf eine andere Adresse übertragen. Um das zu erlauben, geben Sie diesen Code auf der Seite ein, auf der Sie ihn angefordert haben:',
      claim:
        'Jemand, wahrscheinlich Sie, möchte die Lizenzen übernehmen, die mit dieser Adresse gekauft wurden. Um das zu bestätigen, geben Sie diesen Code auf der Seite ein, auf der Sie ihn angefordert haben:',
    },
    end: 'Der Code gilt zehn Minuten lang. Wenn Sie das nicht waren, geben Sie den Code niemandem: Ohne ihn ändert sich nichts.',
  },
  welcome: {
    subject: 'Sie erhalten künftig E-Mails von uns',
    lead: 'Jemand, wahrscheinlich Sie, hat Benachrichtigungen an diese Adresse gewünscht. Sie erhalten, was ausgewählt wurde, außerdem Änderungen an Ihrem Konto und Hinweise, wenn wir Ihre Daten angesehen haben.',
    sealed:
      'Die Adresse ist verschlüsselt gespeichert: Nur das Programm, das diese E-Mail versendet, kann sie lesen.',
  },
  ending: {
    subjectOne: (product) => `Ihre Lizenz für ${product} endet bald`,
    subject: 'Ihre Lizenzen enden bald',
    license: (product, last) =>
      `Ihre Lizenz für ${product} endet am ${day(last)}. Bis dahin können Sie sie verlängern.`,
    more: (left) =>
      `${count(left, { one: 'weitere Lizenz endet', other: 'weitere Lizenzen enden' })} bald. Melden Sie sich an, um alle zu sehen.`,
  },
  looks: {
    subject: 'Wir haben Ihre Daten angesehen',
    lead: 'Unser Personal oder ein Programm von uns hat angesehen, was zu Ihrer Lizenz gespeichert ist:',
    look: (on, product, action) => `${day(on)}, ${product}: ${action}`,
    more: (left) => `Und noch ${count(left, { one: 'weiteres Mal', other: 'weitere Male' })}.`,
    seeAll:
      'In Ihrem Konto finden Sie die ganze Liste 12 Monate lang unter „Ihre personenbezogenen Daten“. Wenn Sie den Grund nicht kennen, fragen Sie uns.',
  },
  retired: {
    subjectOne: (product) => `${product}: was aus Ihrer Lizenz wird`,
    subject: 'Was aus Ihren Lizenzen wird',
    product: (product, last) =>
      `Der Verkäufer hat den Verkauf von ${product} eingestellt. Bis ${day(last)} funktioniert Ihre Lizenz wie bisher. Nach diesem Tag löschen wir alles, was wir über sie speichern, und sie kann nicht mehr aktiviert oder verlängert werden.`,
    reinstated: (product) => `${product} wird wieder verkauft: Ihre Lizenz und ihre Daten bleiben.`,
    more: (left) =>
      `Das betrifft ${count(left, { one: 'weiteres Produkt', other: 'weitere Produkte' })}. Melden Sie sich an, um den Rest zu sehen.`,
    where: 'In Ihrem Konto sehen Sie, was gespeichert ist, und können es herunterladen.',
  },
  policy: {
    subject: (from) => `Was wir über Sie speichern, ändert sich am ${day(from)}`,
    lead: (version, from) =>
      `Fassung ${number(version)} unserer Datenschutzerklärung gilt ab dem ${day(from)}. Bis dahin ändert sich nichts.`,
    changes: (changes) =>
      `Sie unterscheidet sich von dem, was jetzt gilt, in ${count(changes, { one: 'Punkt', other: 'Punkten' })}.`,
    wider: (wider) =>
      `${count(wider, { one: 'Punkt bedeutet', other: 'Punkte bedeuten' })} mehr als zuvor: Es wird mehr gespeichert, länger oder für einen anderen Zweck, oder jemand anderes erhält es.`,
    where: 'Was sie sagt und was sie ändert:',
  },
  abandoned: {
    subject: 'Ihr Konto wird gelöscht',
    lead: (username, last) =>
      `Das Konto ${username} wurde lange nicht benutzt. Es wird nach dem ${day(last)} gelöscht, wenn Sie sich nicht vorher anmelden.`,
    licenses: 'Ihre Lizenzen bleiben für alle gültig, die ihre Schlüssel haben.',
  },
  offer: {
    subject: 'Ihnen wird eine Lizenz angeboten',
    lead: (username) => `Jemand bietet Ihrem Konto ${username} eine Lizenz an: Sie würden ihr Inhaber.`,
    accept:
      'Melden Sie sich an, um zu sehen, was Sie erhalten würden. Sie können sieben Tage lang annehmen, aber nicht in den ersten 24 Stunden. Bis Sie annehmen, ändert sich nichts.',
  },
  changed: {
    subject: {
      username: 'Ihr Benutzername wurde geändert',
      password: 'Ihr Passwort wurde geändert',
      email: 'Die E-Mail-Adresse zur Wiederherstellung Ihres Kontos wurde geändert',
      'license email': 'Die E-Mail-Adresse Ihrer Lizenzen wurde geändert',
      order: 'Die Bestellung einer Lizenz wurde berichtigt',
      'sign-in': 'Einer App wurde erlaubt, Ihre Lizenz zu nutzen',
      transfer: 'Sie haben einem anderen Konto eine Lizenz angeboten',
      transferred: 'Eine Lizenz wurde auf ein anderes Konto übertragen',
      owner: 'Eine Lizenz ist nicht mehr in Ihrem Konto',
      takeover: 'Jemand möchte eine Lizenz Ihres Kontos übernehmen',
      'takeover refused': 'Der Inhaber hat Ihre Übernahme abgelehnt',
      'takeover granted': 'Sie sind jetzt Inhaber einer Lizenz',
      'takeover ended': 'Der Verkäufer hat Ihre Übernahme abgelehnt',
      'taken over': 'Eine Lizenz ist nicht mehr in Ihrem Konto',
    },
    lead: {
      username: (username) => `Ihr Konto hat jetzt den Benutzernamen ${username}.`,
      password: (username) =>
        `Das Passwort des Kontos ${username} wurde geändert, und alle anderen Browser wurden abgemeldet.`,
      email: (username) =>
        `Ein neues Passwort für das Konto ${username} kann jetzt per E-Mail an eine andere Adresse gesetzt werden.`,
      'license email': (username) =>
        `Lizenzen des Kontos ${username} gehören jetzt zu einer anderen E-Mail-Adresse. Ihre alten Schlüssel gelten weiter.`,
      'sign-in': (username) =>
        `Jemand, der als ${username} angemeldet ist, hat einer App erlaubt, eine Lizenz dieses Kontos zu nutzen. Um das zurückzunehmen, geben Sie das Gerät auf der Seite der Lizenz frei.`,
      transfer: (username) =>
        `Jemand, der als ${username} angemeldet ist, hat eine Lizenz dieses Kontos einem anderen Konto angeboten. Sie kann frühestens nach einem Tag angenommen werden. Bis dahin können Sie das Angebot auf der Seite Ihrer Lizenzen zurücknehmen.`,
      transferred: (username) =>
        `Eine Lizenz des Kontos ${username} war einem anderen Konto angeboten, das sie angenommen hat und jetzt ihr Inhaber ist. Die alten Lizenzschlüssel gelten nicht mehr. Die aktivierten Geräte laufen weiter.`,
      owner: (username) =>
        `Jemand hat die E-Mail-Adresse nachgewiesen, mit der eine Lizenz des Kontos ${username} gekauft wurde, und ist jetzt ihr Inhaber. Der Lizenzschlüssel gilt weiter, und die aktivierten Geräte laufen weiter.`,
      takeover: (username) =>
        `Jemand hat die E-Mail-Adresse nachgewiesen, mit der eine Lizenz des Kontos ${username} gekauft wurde, und möchte ihr Inhaber werden. Sie haben sieben Tage, um auf der Seite Ihrer Lizenzen mit einem Klick abzulehnen. Dann entscheidet der Verkäufer. Die aktivierten Geräte laufen in jedem Fall weiter.`,
      'takeover refused': (username) =>
        `Der Inhaber der Lizenz, die das Konto ${username} übernehmen möchte, hat abgelehnt. Der Verkäufer entscheidet innerhalb von neunzig Tagen; nennen Sie ihm Ihre Bestellnummer. Bis dahin ändert sich nichts.`,
      'takeover granted': (username) =>
        `Der Verkäufer hat die Übernahme bewilligt, die das Konto ${username} beantragt hat. Sie sind jetzt der Inhaber. Die alten Lizenzschlüssel gelten nicht mehr; auf der Seite der Lizenz erhalten Sie einen neuen.`,
      'takeover ended': (username) =>
        `Der Verkäufer hat die Übernahme abgelehnt, die das Konto ${username} beantragt hat. Neunzig Tage lang ist keine neue möglich.`,
      'taken over': (username) =>
        `Jemand, der die E-Mail-Adresse nachgewiesen hat, mit der eine Lizenz des Kontos ${username} gekauft wurde, ist jetzt ihr Inhaber. Die alten Lizenzschlüssel gelten nicht mehr. Die aktivierten Geräte laufen weiter.`,
      order: (username) =>
        `Der Verkäufer hat die E-Mail-Adresse einer Bestellung berichtigt. Das betrifft das Konto ${username}: Es hat eine Lizenz aus dieser Bestellung, oder seine E-Mail-Adresse zur Wiederherstellung ist die berichtigte. Aktivierte Geräte bleiben aktiviert. Wenn Sie das für einen Irrtum halten, fragen Sie den Verkäufer.`,
    },
    end: 'Wenn Sie das nicht waren, setzen Sie sofort ein neues Passwort. Wenn Sie sich nicht mehr anmelden können, verwenden Sie einen Wiederherstellungscode. Prüfen Sie danach die E-Mail-Adresse des Kontos.',
  },
});
