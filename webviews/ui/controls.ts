/**
 * The controls of every panel. The only file that knows which component library draws them, so that another
 * can take its place: panels see these functions alone.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { type ComponentChildren, h } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodeProgressRing(),
  vsCodeTextField(),
);

export function Button(props: {
  children: ComponentChildren;
  /** Said in place of the visible text where that is a sign. */
  label?: string;
  primary?: boolean;
  disabled?: boolean;
  onClick(): void;
}) {
  return h(
    'vscode-button',
    {
      appearance: props.primary ? 'primary' : 'secondary',
      disabled: props.disabled,
      'aria-label': props.label,
      title: props.label,
      onClick: () => !props.disabled && props.onClick(),
    },
    props.children,
  );
}

export function Checkbox(props: {
  children: ComponentChildren;
  checked: boolean;
  onChange(checked: boolean): void;
}) {
  const element = useRef<(HTMLElement & { checked: boolean }) | null>(null);
  // The element changes itself on a click; what it shows is still the panel's state.
  useLayoutEffect(() => {
    if (element.current && element.current.checked !== props.checked) element.current.checked = props.checked;
  });
  const changed = (event: Event) => {
    const { checked } = event.currentTarget as HTMLElement & { checked: boolean };
    if (checked !== props.checked) props.onChange(checked);
  };
  return h('vscode-checkbox', { ref: element, onChange: changed }, props.children);
}

export function Choice<Value extends string>(props: {
  label: string;
  value: Value;
  options: readonly { value: Value; text: string }[];
  onChange(value: Value): void;
}) {
  const element = useRef<(HTMLElement & { value: string }) | null>(null);
  useLayoutEffect(() => {
    if (element.current && element.current.value !== props.value) element.current.value = props.value;
  });
  const changed = (event: Event) => {
    const { value } = event.currentTarget as HTMLElement & { value: Value };
    if (value !== props.value) props.onChange(value);
  };
  const id = `choice-${props.label.toLowerCase().replace(/\W+/g, '-')}`;
  return h(
    'div',
    { class: 'field' },
    h('label', { id, onClick: () => element.current?.focus() }, props.label),
    h(
      'vscode-dropdown',
      { ref: element, 'aria-labelledby': id, onChange: changed },
      props.options.map(({ value, text }) =>
        h('vscode-option', { key: value, value, selected: value === props.value }, text),
      ),
    ),
  );
}

/** A line of text that is used when the person presses Enter or the button. */
export function Ask(props: {
  label: string;
  placeholder: string;
  button: string;
  disabled?: boolean;
  onAsk(text: string): void;
}) {
  const element = useRef<(HTMLElement & { value: string }) | null>(null);
  // The element names itself "Text field" when it is put into the page.
  useLayoutEffect(() => element.current?.setAttribute('aria-label', props.label), [props.label]);
  const ask = () => {
    const text = element.current?.value.trim();
    if (text && !props.disabled) props.onAsk(text);
  };
  return h(
    'div',
    { class: 'ask', role: 'search' },
    h('vscode-text-field', {
      ref: element,
      placeholder: props.placeholder,
      spellcheck: false,
      onKeyDown: (event: KeyboardEvent) => event.key === 'Enter' && !event.isComposing && ask(),
    }),
    h(Button, { onClick: ask, disabled: props.disabled, children: props.button }),
  );
}

// The library's own tag has a style attribute, which the panels' policy forbids.
export const Tag = ({ children }: { children: ComponentChildren }) => h('span', { class: 'tag' }, children);

/** A ring that turns, with what is awaited in words. */
export const Waiting = ({ children }: { children: ComponentChildren }) =>
  h(
    'div',
    { class: 'waiting', role: 'status' },
    h('vscode-progress-ring', { 'aria-hidden': 'true' }),
    children,
  );

/** What went wrong, and the way to try again. Nothing that the person sees is taken away for it. */
export const Problem = ({ sentence, onRetry }: { sentence: string; onRetry?(): void }) =>
  h(
    'div',
    { class: 'problem', role: 'alert' },
    h('span', null, sentence),
    onRetry ? h(Button, { onClick: onRetry, children: 'Retry' }) : null,
  );
