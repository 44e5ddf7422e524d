import { Decimal, isObject, type Value } from '../door/json';
import { cellText } from './cell';

interface JsonViewProps {
  value: Value;
  name?: string;
  /** Levels that stand open at first. */
  open?: number;
  /** Where a text leads, or null. */
  hrefOf?: (text: string, name: string | undefined) => string | null;
}

const MOST = 500;

/** A JSON value as a tree that opens and closes. Of a very long list or object the first 500 members. */
export function JsonView({ value, name, open = 2, hrefOf }: JsonViewProps) {
  const label = name === undefined ? null : <span className="json-name">{name}: </span>;
  if (!Array.isArray(value) && !isObject(value)) {
    const href = typeof value === 'string' ? hrefOf?.(value, name) : null;
    const text = typeof value === 'string' ? value : String(value);
    return (
      <div className="json-leaf">
        {label}
        <span className={`json-${kindOf(value)}`}>{href ? <a href={href}>{text}</a> : text}</span>
      </div>
    );
  }
  const members: [string, Value][] = Array.isArray(value) ? value.map((v, i) => [String(i), v]) : Object.entries(value);
  if (members.length === 0) return <div className="json-leaf">{label}<span className="json-null">{Array.isArray(value) ? '[]' : '{}'}</span></div>;
  return (
    <details className="json-node" open={open > 0}>
      <summary>{label}<span className="json-type">{cellText(value)}</span></summary>
      {members.slice(0, MOST).map(([key, member]) => <JsonView key={key} name={key} value={member} open={open - 1} hrefOf={hrefOf} />)}
      {members.length > MOST && <div className="json-leaf json-null">… {members.length - MOST}</div>}
    </details>
  );
}

function kindOf(value: Value): string {
  if (value === null) return 'null';
  return typeof value === 'number' || value instanceof Decimal ? 'number' : typeof value;
}
