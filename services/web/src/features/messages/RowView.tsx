/** One row of the list, whatever it is. */

import type { Channel } from "../../api/types.ts";
import { nameDay } from "../../lib/time.ts";
import { useCell } from "../../store/cell.ts";
import { Start } from "./Edges.tsx";
import { editing } from "./editing.ts";
import { MessageRow } from "./MessageRow.tsx";
import type { Row } from "./rows.ts";
import { words } from "./words.ts";

interface Props {
  row: Row;
  channel: Channel;
  me: string;
  mine: boolean;
  empty: boolean;
  tabbable: boolean;
  highlighted: boolean;
  observe: (row: Element, seq: number) => () => void;
  onEditPending: (body: string) => void;
}

export function RowView({ row, channel, me, mine, empty, ...rest }: Props) {
  const edited = useCell(editing);
  switch (row.kind) {
    case "start":
      return <Start channel={channel} empty={empty} mine={mine} />;
    case "day": {
      const { first, second } = nameDay(row.at);
      return (
        <h2 className="day">
          <span>{first}</span>
          <span className="dim">{second}</span>
        </h2>
      );
    }
    case "line":
      return (
        <div className="new-line" role="separator" aria-label={words.newLine(row.count)}>
          <span>{words.newCount(row.count)}</span>
        </div>
      );
    case "message": {
      const { kind: _kind, key, ...data } = row;
      const here = edited?.id === key ? edited : null;
      return <MessageRow {...data} {...rest} me={me} editing={here !== null} error={here?.error} />;
    }
  }
}
