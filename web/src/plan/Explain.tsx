import { isObject, writeJson, type Value } from '../door/json';
import { JsonView } from '../results/JsonView';
import { cellText } from '../results/cell';

/** What the server says of a query's plan: each member under its name, in the form that suits it. */
export function Explain({ plan }: { plan: Value }) {
  const members: [string, Value][] = isObject(plan) ? Object.entries(plan) : [['plan', plan]];
  return (
    <div className="explain">
      {members.filter(([name]) => name !== 'q').map(([name, value]) => (
        <section key={name}>
          <h3>{name.replace(/_/g, ' ')}</h3>
          <Part value={value} />
        </section>
      ))}
    </div>
  );
}

function Part({ value }: { value: Value }) {
  if (Array.isArray(value) && value.length > 0) {
    if (value.every((v) => !Array.isArray(v) && !isObject(v))) return <Texts items={value.map(cellText)} />;
    if (value.every((v) => isObject(v) && Object.values(v).every((m) => !isObject(m) && !Array.isArray(m)))) {
      return <Records records={value as { [name: string]: Value }[]} />;
    }
  }
  if (Array.isArray(value) || isObject(value)) return <div className="json"><JsonView value={value} open={3} /></div>;
  return typeof value === 'string' ? <pre>{value}</pre> : <pre>{writeJson(value)}</pre>;
}

function Texts({ items }: { items: readonly string[] }) {
  return <ol>{items.map((item, i) => <li key={i}>{item.includes('\n') ? <pre>{item}</pre> : item}</li>)}</ol>;
}

/** Objects of scalars as a table; what one of them lacks stays empty. */
function Records({ records }: { records: readonly { [name: string]: Value }[] }) {
  const names = [...new Set(records.flatMap((r) => Object.keys(r)))];
  return (
    <table className="records">
      <thead><tr>{names.map((n) => <th key={n} scope="col">{n.replace(/_/g, ' ')}</th>)}</tr></thead>
      <tbody>{records.map((r, i) => <tr key={i}>{names.map((n) => <td key={n}>{cellText(r[n])}</td>)}</tr>)}</tbody>
    </table>
  );
}
