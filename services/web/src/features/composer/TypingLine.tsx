/** Who writes here now. Its room is always kept, so that nothing moves when it comes and goes. */

import { typists } from "../../realtime/typing.ts";
import { useCell } from "../../store/cell.ts";
import { nameOf } from "../../store/selectors.ts";
import { useStore } from "../../store/store.ts";
import { words } from "./words.ts";

export function TypingLine({ channel }: { channel: string }) {
  const writing = useCell(typists)[channel] ?? [];
  const users = useStore((state) => state.users);
  const names = writing.map(({ user }) => nameOf(users, user).split(" ")[0]!);
  return (
    <div className="typing">
      {names.length > 0 && (
        <>
          <span className="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span className="trunc" dir="auto">
            {words.typing(names)}
          </span>
        </>
      )}
    </div>
  );
}
