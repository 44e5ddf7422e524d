import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, snippet,
  type CompletionContext, type Completion as EditorCompletion } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState, Prec, RangeSetBuilder } from '@codemirror/state';
import { Decoration, drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, ViewPlugin,
  type DecorationSet, type ViewUpdate } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { complete, type Option } from './completion';
import { editorTheme } from './editorTheme';
import type { Fault } from './faults';
import type { Layout } from './layout';
import { tokenize, type Token } from './tokens';
import { CLASSES, isFunction, isKeyword } from './vocabulary';

interface EditorProps {
  /** What the field holds first, and anew whenever another object comes; what is typed goes to onChange alone. */
  given: { readonly text: string };
  faults: readonly Fault[];
  layout: Layout;
  label: string;
  onChange: (text: string) => void;
  onRun: (text: string) => void;
}

/** What a token is called in the theme; null where it looks as plain text does. */
function styleOf(token: Token, previous: Token | undefined, next: Token | undefined): string | null {
  if (token.kind !== 'word') return token.kind === 'symbol' ? null : `aql-${token.kind}`;
  if (previous?.text === '/') return 'aql-attribute';
  if (isFunction(token.text) && next?.text === '(' && !/^contains$/i.test(token.text)) return 'aql-function';
  if (isKeyword(token.text)) return 'aql-keyword';
  if (token.text.toUpperCase() in CLASSES) return 'aql-class';
  return previous?.text === '[' ? 'aql-node' : null;
}

function highlight(text: string): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const tokens = tokenize(text);
  tokens.forEach((token, i) => {
    const style = styleOf(token, tokens[i - 1], tokens[i + 1]);
    if (style) builder.add(token.from, token.to, Decoration.mark({ class: style }));
  });
  return builder.finish();
}

// A query is short: it is coloured as a whole, by the same tokens that completion reads.
const colours = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = highlight(view.state.doc.toString());
    }
    update(update: ViewUpdate) {
      if (update.docChanged) this.decorations = highlight(update.state.doc.toString());
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

const KINDS: Readonly<Record<Option['kind'], string>> = {
  keyword: 'keyword', function: 'function', class: 'class', archetype: 'namespace', path: 'property',
  alias: 'variable', parameter: 'constant',
};

function editorOption(option: Option): EditorCompletion {
  const completion: EditorCompletion = { label: option.label, type: KINDS[option.kind] };
  if (option.detail) completion.detail = option.detail;
  if (option.insert?.includes('|')) completion.apply = snippet(option.insert.replace('|', '${}'));
  else if (option.insert) completion.apply = option.insert;
  return completion;
}

/**
 * A text field for AQL. It lives in a shadow root, because there the editor's style sheets are
 * adopted ones, which a policy without inline styles admits.
 */
export function Editor(props: EditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const root = host.current!.shadowRoot ?? host.current!.attachShadow({ mode: 'open' });
    const source = (context: CompletionContext) => {
      const found = complete(context.state.doc.toString(), context.pos, latest.current.layout);
      const typing = found && (found.from < context.pos || /[/[$]$/.test(context.state.sliceDoc(0, context.pos)));
      if (!found || !(typing || context.explicit)) return null;
      return { from: found.from, options: found.options.map(editorOption), filter: false };
    };
    const run = (editor: EditorView) => (latest.current.onRun(editor.state.doc.toString()), true);
    const state = EditorState.create({
      doc: latest.current.given.text,
      extensions: [
        lineNumbers(), history(), drawSelection(), highlightActiveLine(), bracketMatching(), closeBrackets(),
        autocompletion({ override: [source], icons: false, maxRenderedOptions: 200, activateOnTypingDelay: 60 }),
        // Tab takes a completion and otherwise leaves the field, as everywhere on a page.
        Prec.highest(keymap.of([{ key: 'Mod-Enter', run }, { key: 'Ctrl-Enter', run }, { key: 'Tab', run: acceptCompletion }])),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
        colours, EditorView.lineWrapping, editorTheme,
        EditorView.contentAttributes.of({ 'aria-label': latest.current.label, spellcheck: 'false', autocorrect: 'off', autocapitalize: 'off' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) latest.current.onChange(update.state.doc.toString());
        }),
      ],
    });
    const created = new EditorView({ state, parent: root as unknown as Element, root });
    view.current = created;
    created.focus();
    return () => created.destroy();
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === props.given.text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: props.given.text } });
  }, [props.given]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    const length = editor.state.doc.length;
    const diagnostics = props.faults.map((f) => ({ ...f, from: Math.min(f.from, length), to: Math.min(f.to, length) }));
    editor.dispatch(setDiagnostics(editor.state, diagnostics));
  }, [props.faults]);

  return <div className="editor" ref={host} data-testid="editor" />;
}
