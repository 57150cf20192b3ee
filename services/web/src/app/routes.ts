/** The addresses of the client. */

export type Route =
  | { page: "home"; first: boolean }
  | { page: "channel"; id: string; at: number | null }
  | { page: "browse" }
  | { page: "people"; show: Shown }
  | { page: "settings" }
  | { page: "sign-in"; back: string }
  | { page: "setup"; key: string }
  | { page: "invite"; code: string }
  | { page: "forgot" }
  | { page: "reset"; code: string }
  | { page: "confirm"; code: string };

/** Which people the page of people shows. */
type Shown = (typeof SHOWN)[number];
const SHOWN = ["active", "invited", "deactivated"] as const;

export function routeOf({ pathname, searchParams }: URL): Route {
  const [first = "", second = ""] = pathname.split("/").filter(Boolean).map(decodeURIComponent);
  switch (first) {
    case "setup":
      return { page: "setup", key: searchParams.get("key") ?? "" };
    case "sign-in":
      return { page: "sign-in", back: inside(searchParams.get("back")) };
    case "invite":
      return { page: "invite", code: second };
    case "forgot":
      return { page: "forgot" };
    case "reset":
      return { page: "reset", code: second };
    case "confirm":
      return { page: "confirm", code: second };
    case "browse":
      return { page: "browse" };
    case "people":
      return { page: "people", show: SHOWN.find((one) => one === searchParams.get("show")) ?? "active" };
    case "settings":
      return { page: "settings" };
    case "channels": {
      const at = searchParams.get("at");
      return { page: "channel", id: second, at: at !== null && /^\d{1,15}$/.test(at) ? Number(at) : null };
    }
    default:
      // `first` lands in a channel also where a narrow screen would show the list.
      return { page: "home", first: searchParams.has("first") };
  }
}

/** Only a path of this client: where a link asks for anything else, home. */
function inside(path: string | null): string {
  return path !== null && /^\/(?!\/)/.test(path) ? path : "/";
}
