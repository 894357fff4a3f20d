/** What the pages of condition checks and treatments say, in both languages. */

import type { Language } from "./scene";

const vi = {
  photo: "Ảnh có ghim hư hại",
  photoHelp: "Chạm vào ảnh để đặt ghim. Dùng bàn phím: phím mũi tên di chuyển tâm ngắm (giữ Shift để đi xa), Enter đặt ghim, Escape tắt tâm ngắm. Phím R vẽ một vùng: Enter ở hai góc đối nhau.",
  surfaceHelp: "Chạm vào bề mặt để đặt ghim. Dùng bàn phím: C bật tâm ngắm, phím mũi tên di chuyển, Enter đặt ghim, Escape tắt tâm ngắm.",
  readonlyHelp: "Chọn một ghim để xem ghi nhận.",
  tools: "Công cụ đặt ghim",
  crosshair: "Tâm ngắm",
  area: "Vẽ một vùng",
  zoom: "Phóng to sâu",
  zoomIn: "Phóng to",
  zoomOut: "Thu nhỏ",
  zoomFailed: "Không mở được ảnh phóng to. Ảnh thường vẫn ghim được. Kiểm tra mạng rồi thử lại.",
  pin: "Ghim {number}: {name}",
  pinOpen: "Ghim {number}: {name} (chờ trả lời)",
  newPin: "Ghim mới",
  show: "Chỉ trên hình",
  shown: "Đang chỉ ghi nhận {number}: {name}.",
  placed: "Đã đặt ghim: {place}. Điền phiếu rồi lưu.",
  placedArea: "Đã vẽ vùng rộng {width} %, cao {height} % quanh {place}. Điền phiếu rồi lưu.",
  firstCorner: "Đã chọn góc thứ nhất. Di chuyển tâm ngắm đến góc đối diện rồi nhấn Enter.",
  areaOn: "Vẽ vùng: kéo từ góc này đến góc kia, hoặc nhấn Enter ở hai góc.",
  areaOff: "Thôi vẽ vùng.",
  crosshairOn: "Đã bật tâm ngắm. Phím mũi tên di chuyển, Enter đặt ghim.",
  crosshairOff: "Đã tắt tâm ngắm.",
  missed: "Chỗ đó không có bề mặt. Hãy chạm vào hiện vật.",
  outside: "Chỗ đó nằm ngoài ảnh.",
  sharePlace: "{x} % từ trái, {y} % từ trên",
  pointPlace: "x {x}; y {y}; z {z} mm",
  swipe: "Thanh trượt trước – sau",
  sideBySide: "Đặt cạnh nhau",
};

export type ConditionKey = keyof typeof vi;

const en: Record<ConditionKey, string> = {
  photo: "Photograph with pins",
  photoHelp: "Tap the photograph to place the pin. With the keyboard: arrow keys move the crosshair (Shift goes far), Enter places the pin, Escape turns the crosshair off. R draws an area: Enter at two opposite corners.",
  surfaceHelp: "Tap the surface to place the pin. With the keyboard: C turns the crosshair on, arrow keys move it, Enter places the pin, Escape turns it off.",
  readonlyHelp: "Choose a pin to see its finding.",
  tools: "Tools for pins",
  crosshair: "Crosshair",
  area: "Draw an area",
  zoom: "Deep zoom",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  zoomFailed: "The deep zoom could not be opened. Pins can still be placed on the plain picture. Check the network and try again.",
  pin: "Pin {number}: {name}",
  pinOpen: "Pin {number}: {name} (waits for an answer)",
  newPin: "New pin",
  show: "Show in the picture",
  shown: "Showing finding {number}: {name}.",
  placed: "Pin placed: {place}. Fill in the form and save.",
  placedArea: "Area {width} % wide and {height} % high drawn around {place}. Fill in the form and save.",
  firstCorner: "First corner chosen. Move the crosshair to the opposite corner and press Enter.",
  areaOn: "Draw an area: drag from corner to corner, or press Enter at two corners.",
  areaOff: "No longer drawing an area.",
  crosshairOn: "Crosshair on. Arrow keys move it, Enter places the pin.",
  crosshairOff: "Crosshair off.",
  missed: "There is no surface. Tap the object.",
  outside: "That place is outside the photograph.",
  sharePlace: "{x} % from the left, {y} % from the top",
  pointPlace: "x {x}; y {y}; z {z} mm",
  swipe: "Slider between before and after",
  sideBySide: "Side by side",
};

const TABLES: Readonly<Record<Language, Record<ConditionKey, string>>> = { vi, en };

/** The sentence for `key` with its values filled in. */
export function sayCondition(lang: Language, key: ConditionKey, values: Readonly<Record<string, string | number>> = {}): string {
  return TABLES[lang][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
