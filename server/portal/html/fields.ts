/**
 * The parts of a form. Each control has a visible label. The control's hint and faults are tied to the control, and a
 * summary above the form links to each fault. A refused form shows again what was typed, including keys and codes,
 * which were visible while they were typed. A password is never written into a page, because a page can be saved,
 * printed, and read by extensions; the field says that the password has to be entered again.
 */

import { faultsOf, type Fault } from '../../web/field-fault.ts';
import type { Frame } from './frame.ts';
import { html, type Html, type Part } from '../../web/html.ts';
import type { Texts } from '../../texts/texts.ts';
import { PASSWORD_CHARACTERS_MIN } from '../../domain/account/password.ts';

interface Control {
  readonly name: string;
  readonly label: Part;
  readonly hint?: string | undefined;
  readonly faults: readonly Fault[];
  /** The id of the control, unique on the page; by default the name of the field. */
  readonly id?: string;
}

export interface Field extends Control {
  readonly type?: 'text' | 'password' | 'email';
  /** The kind of value for the browser's autofill, in HTML's words: "username", "current-password", …, "off". */
  readonly autocomplete: string;
  readonly value?: string | undefined;
  readonly required?: boolean;
  /** The minimum number of characters; with fewer, the browser does not send the form. */
  readonly minLength?: number;
  /** Whether the field is for a key or code, which is shown in a monospaced font. */
  readonly exact?: boolean;
}

export function field({ type = 'text', required = true, ...control }: Field): Html {
  const { id = control.name, faults } = control;
  const wrong = faultsOf(faults, control.name);
  return html`<div class="field">
    <label for="${id}">${control.label}</label>
    ${notes(id, control.hint, wrong)}
    <input
      id="${id}"
      name="${control.name}"
      type="${type}"
      value="${control.value ?? ''}"
      autocomplete="${control.autocomplete}"
      autocapitalize="none"
      dir="${control.exact === true ? 'ltr' : 'auto'}"
      spellcheck="false"
      ${required && 'required'}
      ${control.minLength !== undefined && html`minlength="${control.minLength}"`}
      ${control.exact === true && html`class="exact"`}
      ${tie(id, control.hint, wrong)}
    />
  </div>`;
}

/** A field for several lines of a code, such as a receipt. */
export function area({ rows, value = '', ...control }: Control & { rows: number; value?: string }): Html {
  const { id = control.name, faults } = control;
  const wrong = faultsOf(faults, control.name);
  return html`<div class="field">
    <label for="${id}">${control.label}</label>
    ${notes(id, control.hint, wrong)}
    <textarea
      id="${id}"
      name="${control.name}"
      rows="${rows}"
      class="exact"
      dir="ltr"
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
      ${tie(id, control.hint, wrong)}
    >
${value}</textarea>
  </div>`;
}

/** A field for a file. A browser never fills it in again. */
export function fileField(control: Control): Html {
  const { id = control.name, faults } = control;
  const wrong = faultsOf(faults, control.name);
  return html`<div class="field">
    <label for="${id}">${control.label}</label>
    ${notes(id, control.hint, wrong)}
    <input id="${id}" name="${control.name}" type="file" ${tie(id, control.hint, wrong)} />
  </div>`;
}

/** A form field for the current password. */
export function passwordField(texts: Texts, faults: readonly Fault[], name = 'password'): Html {
  const label = name === 'password' ? texts.fields.password : texts.fields.currentPassword;
  const hint = again(texts, faults);
  return field({ name, label, hint, type: 'password', autocomplete: 'current-password', faults });
}

export function newPasswordField(texts: Texts, faults: readonly Fault[], name = 'next'): Html {
  const label = name === 'password' ? texts.fields.password : texts.fields.newPassword;
  return field({
    name,
    label,
    hint: [texts.fields.passwordHint, again(texts, faults)].filter((text) => text !== undefined).join(' '),
    type: 'password',
    autocomplete: 'new-password',
    minLength: PASSWORD_CHARACTERS_MIN,
    faults,
  });
}

/** The hint that a password has to be entered again, shown after a form was refused. */
function again({ fields }: Texts, faults: readonly Fault[]): string | undefined {
  return faults.length === 0 ? undefined : fields.passwordAgain;
}

interface Tick extends Control {
  /** Whether the browser refuses to send the form without the tick. */
  readonly required?: boolean;
  readonly value?: string;
  readonly checked?: boolean;
  /** A part of the page that is shown after the label, outside of it. */
  readonly aside?: Part;
}

export function tick({ value = 'yes', checked = false, required = false, aside, ...control }: Tick): Html {
  const { id = control.name } = control;
  const wrong = faultsOf(control.faults, control.name);
  return html`<div class="tick">
    <input
      id="${id}"
      name="${control.name}"
      type="checkbox"
      value="${value}"
      ${checked && 'checked'}
      ${required && 'required'}
      ${tie(id, control.hint, wrong)}
    />
    <div>
      <label for="${id}">${control.label}</label>
      ${aside} ${notes(id, control.hint, wrong)}
    </div>
  </div>`;
}

interface Choices {
  readonly name: string;
  readonly legend: string;
  readonly options: readonly {
    readonly value: string;
    readonly label: string;
    readonly hint?: string | undefined;
  }[];
  /** The value of the option that is chosen already. */
  readonly chosen: string;
  readonly faults: readonly Fault[];
}

/** Radio buttons. The first one has the id of the field, to which the summary of faults links. */
export function choices({ name, legend, options, chosen, faults }: Choices): Html {
  const wrong = faultsOf(faults, name);
  return html`<fieldset class="choices">
    <legend>${legend}</legend>
    ${options.map(({ value, label, hint }, nth) => {
      const id = nth === 0 ? name : `${name}-${nth}`;
      return html`<div class="tick">
        <input
          id="${id}"
          name="${name}"
          type="radio"
          value="${value}"
          required
          ${value === chosen && 'checked'}
          ${tie(id, hint, nth === 0 ? wrong : [])}
        />
        <div>
          <label for="${id}">${label}</label>
          ${notes(id, hint, nth === 0 ? wrong : [])}
        </div>
      </div>`;
    })}
  </fieldset>`;
}

export interface Form {
  readonly action: string;
  readonly submit: string;
  readonly body: Part;
  /** The HTTP method of the form: `get` if the form only opens another page. */
  readonly method?: 'post' | 'get';
  /**
   * The weight of the button: `danger` if the action cannot be undone, `quiet` if it is not the main action of the
   * page.
   */
  readonly weight?: 'danger' | 'quiet';
  /** Whether the form has a file. */
  readonly hasFile?: boolean;
  /** A part of the page that is shown beside the button, such as a link back. */
  readonly beside?: Part;
}

export function form({ action, submit, body, method = 'post', weight, hasFile, beside }: Form): Html {
  return html`<form
    class="form"
    action="${action}"
    method="${method}"
    ${hasFile === true && html`enctype="multipart/form-data"`}
  >
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

/** A hidden field that tells a password manager which account the password belongs to. */
export function ownerOf({ username = '' }: Pick<Frame, 'username'>): Html {
  return html`<input type="text" value="${username}" autocomplete="username" readonly hidden />`;
}

/** The summary of a form's faults, which is shown above the form and gets the focus when the page opens. */
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
