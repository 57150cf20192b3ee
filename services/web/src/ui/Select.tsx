/** A choice among a few, by the browser's own list. */

import type { SelectHTMLAttributes } from "react";

import { Icon } from "./Icon.tsx";

interface Props extends SelectHTMLAttributes<HTMLSelectElement> {
  options: { value: string; name: string }[];
  /** As wide and high as a text field. */
  wide?: boolean;
}

export function Select({ options, wide = false, ...rest }: Props) {
  return (
    <span className={wide ? "select wide" : "select"}>
      <select {...rest} className={wide ? "in" : "sel"}>
        {options.map(({ value, name }) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
      <Icon name="down" size="xs" />
    </span>
  );
}
