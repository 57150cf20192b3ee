/** A few views of one page, each with its own address. */

import { Link } from "./Link.tsx";

interface Props {
  label: string;
  tabs: { href: string; name: string; count?: number; open: boolean }[];
}

const number = new Intl.NumberFormat();

export function Tabs({ label, tabs }: Props) {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(({ href, name, count, open }) => (
        <Link key={href} href={href} aria-current={open ? "page" : undefined}>
          {name} {count !== undefined && <span className="num">{number.format(count)}</span>}
        </Link>
      ))}
    </nav>
  );
}
