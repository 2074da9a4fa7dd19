/**
 * The parts of a form. Each control has a visible label, its hint and its faults are tied to it, and a summary above the
 * form leads to what is wrong. What was typed comes back, but never a password or a key.
 */

import { faultsOf, type Fault } from '../../web/field-error.ts';
import type { Frame } from './frame.ts';
import { html, type Html, type Part } from '../../web/html.ts';
import type { Texts } from '../../texts/texts.ts';

interface Control {
  readonly name: string;
  readonly label: Part;
  readonly hint?: string | undefined;
  readonly faults: readonly Fault[];
  /** Unique on the page; the name, where it is alone there. */
  readonly id?: string;
}

export interface Field extends Control {
  readonly type?: 'text' | 'password' | 'email';
  /** As HTML names it: "username", "current-password", …, "off". */
  readonly autocomplete: string;
  readonly value?: string | undefined;
  readonly required?: boolean;
  /** For keys and codes: written in even letters, and never corrected. */
  readonly exact?: boolean;
}

export function field({ type = 'text', required = true, ...of }: Field): Html {
  const { id = of.name, faults } = of;
  const wrong = faultsOf(faults, of.name);
  return html`<div class="field">
    <label for="${id}">${of.label}</label>
    ${notes(id, of.hint, wrong)}
    <input
      id="${id}"
      name="${of.name}"
      type="${type}"
      value="${of.value ?? ''}"
      autocomplete="${of.autocomplete}"
      autocapitalize="none"
      spellcheck="false"
      ${required && 'required'}
      ${of.exact === true && html`class="exact"`}
      ${tie(id, of.hint, wrong)}
    />
  </div>`;
}

/** A password field for the one that opens the account now. */
export function passwordField(texts: Texts, faults: readonly Fault[], name = 'password'): Html {
  const label = name === 'password' ? texts.fields.password : texts.fields.currentPassword;
  return field({ name, label, type: 'password', autocomplete: 'current-password', faults });
}

export function newPasswordField(texts: Texts, faults: readonly Fault[], name = 'next'): Html {
  const label = name === 'password' ? texts.fields.password : texts.fields.newPassword;
  return field({
    name,
    label,
    hint: texts.fields.passwordHint,
    type: 'password',
    autocomplete: 'new-password',
    faults,
  });
}

interface Tick extends Control {
  readonly value?: string;
  readonly checked?: boolean;
  /** Stands after the label, outside of it. */
  readonly aside?: Part;
}

export function tick({ value = 'yes', checked = false, aside, ...of }: Tick): Html {
  const { id = of.name } = of;
  const wrong = faultsOf(of.faults, of.name);
  return html`<div class="tick">
    <input
      id="${id}"
      name="${of.name}"
      type="checkbox"
      value="${value}"
      ${checked && 'checked'}
      ${tie(id, of.hint, wrong)}
    />
    <div>
      <label for="${id}">${of.label}</label>
      ${aside} ${notes(id, of.hint, wrong)}
    </div>
  </div>`;
}

export interface Form {
  readonly action: string;
  readonly submit: string;
  readonly body: Part;
  /** `get` where it only leads to another page. */
  readonly method?: 'post' | 'get';
  /** `danger` where what it does cannot be undone; `quiet` where it is not what the page is for. */
  readonly weight?: 'danger' | 'quiet';
  /** Stands beside the button, such as a way back. */
  readonly beside?: Part;
}

export function form({ action, submit, body, method = 'post', weight, beside }: Form): Html {
  return html`<form class="form" action="${action}" method="${method}">
    ${body}
    <div class="actions">
      <button class="button ${weight}" type="submit">${submit}</button>
      ${beside}
    </div>
  </form>`;
}

export function hidden(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}" />`;
}

/** Lets a password manager know whose password is typed. */
export function ownerOf({ username = '' }: Pick<Frame, 'username'>): Html {
  return html`<input type="text" value="${username}" autocomplete="username" hidden />`;
}

/** What is wrong, above the form, with the focus on it when the page opens. */
export function summary(texts: Texts, faults: readonly Fault[]): Part {
  if (faults.length === 0) return undefined;
  return html`<div class="notice bad" role="alert" aria-labelledby="faults" tabindex="-1" autofocus>
    <h2 id="faults">${texts.layout.faultsTitle}</h2>
    <ul>
      ${faults.map(
        (fault) =>
          html`<li>
            ${fault.field === undefined ? fault.message : html`<a href="#${fault.field}">${fault.message}</a>`}
          </li>`,
      )}
    </ul>
  </div>`;
}

function notes(id: string, hint: string | undefined, wrong: readonly string[]): Part {
  return [
    hint !== undefined && html`<p class="hint" id="${id}-hint">${hint}</p>`,
    wrong.length > 0 && html`<p class="wrong" id="${id}-wrong">${wrong.join(' ')}</p>`,
  ];
}

function tie(id: string, hint: string | undefined, wrong: readonly string[]): Part {
  const by = [hint !== undefined && `${id}-hint`, wrong.length > 0 && `${id}-wrong`]
    .filter(Boolean)
    .join(' ');
  return [by !== '' && html`aria-describedby="${by}"`, wrong.length > 0 && html` aria-invalid="true"`];
}
