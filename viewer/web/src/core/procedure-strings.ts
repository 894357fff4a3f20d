/** The sentences of scanning, in Vietnamese and English; kept apart so that other pages don't carry them. */

import type { Language } from "./scene";

const vi = {
  camera: "Quét bằng máy ảnh",
  cameraStop: "Tắt máy ảnh",
  cameraView: "Hình từ máy ảnh",
  cameraOn: "Máy ảnh đã bật. Đưa nhãn vào khung.",
  cameraNone: "Máy này không có máy ảnh dùng được trong trình duyệt. Hãy gõ mã vào ô bên dưới, hoặc dùng máy quét cầm tay.",
  cameraRefused: "Trình duyệt chưa cho dùng máy ảnh. Mở phần quyền của trang này, cho phép máy ảnh rồi bấm lại; hoặc gõ mã vào ô bên dưới.",
  entry: "Gõ hoặc dán mã rồi nhấn Enter",
  add: "Thêm",
  list: "Đã quét",
  empty: "Chưa quét gì. Bắt đầu bằng nhãn của giá, phòng hoặc hộp.",
  count: "{count} hiện vật",
  here: "Chuyển đến: {title}",
  added: "Đã thêm {number} {title}",
  placed: "Từ đây chuyển đến {title}",
  double: "{number} đã quét rồi, bỏ qua.",
  placeFirst: "{number}: hãy quét nhãn của giá hoặc phòng trước. Đã giữ mã này để bạn thấy.",
  noPlace: "chưa biết chuyển đến đâu",
  unknown: "Không nhận ra mã {text}.",
  notThing: "{number} là di tích, không di chuyển được.",
  closed: "{number} đã ngừng dùng, không chuyển đến được.",
  looking: "đang tra…",
  offline: "Chưa tra được vì mất mạng; mã đã được giữ lại và sẽ được kiểm tra khi gửi.",
  stands: "đang ở: {place}",
  remove: "Bỏ {text} khỏi danh sách",
  removed: "Đã bỏ {text}.",
  clear: "Xóa cả danh sách",
  cleared: "Danh sách đã xóa.",
  sure: "Bấm lần nữa để xóa cả danh sách",
  asText: "Danh sách dưới dạng chữ",
  location: "Vị trí",
};

export type ProcedureKey = keyof typeof vi;

const en: Record<ProcedureKey, string> = {
  camera: "Scan with the camera",
  cameraStop: "Turn the camera off",
  cameraView: "Picture of the camera",
  cameraOn: "The camera is on. Hold a label into the frame.",
  cameraNone: "This device has no camera that the browser can use. Type the code below, or use a hand scanner.",
  cameraRefused: "The browser did not allow the camera. Open this page's permissions, allow the camera and press again; or type the code below.",
  entry: "Type or paste a code and press Enter",
  add: "Add",
  list: "Scanned",
  empty: "Nothing scanned yet. Begin with the label of a shelf, room or box.",
  count: "{count} artifacts",
  here: "Goes to: {title}",
  added: "Added {number} {title}",
  placed: "From here on things go to {title}",
  double: "{number} was scanned before; left out.",
  placeFirst: "{number}: scan the label of the shelf or room first. The code is kept so that you see it.",
  noPlace: "it is not known where to",
  unknown: "The code {text} is not known.",
  notThing: "{number} is a site and can't be moved.",
  closed: "{number} is out of use; nothing can be moved there.",
  looking: "looking it up…",
  offline: "Not looked up: no connection. The code is kept and is checked when the list is sent.",
  stands: "stands now: {place}",
  remove: "Take {text} off the list",
  removed: "{text} was taken off.",
  clear: "Empty the list",
  cleared: "The list is empty.",
  sure: "Press again to empty the whole list",
  asText: "The list as text",
  location: "Location",
};

const TABLES: Readonly<Record<Language, Record<ProcedureKey, string>>> = { vi, en };

/** The sentence for `key` with its values filled in. */
export function sayScan(lang: Language, key: ProcedureKey, values: Readonly<Record<string, string | number>> = {}): string {
  return TABLES[lang][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
