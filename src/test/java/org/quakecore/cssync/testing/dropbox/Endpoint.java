package org.quakecore.cssync.testing.dropbox;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The calls of Dropbox's HTTP API that are answered here. */
public enum Endpoint {
  GET_CURRENT_ACCOUNT(Style.RPC, "users/get_current_account"),
  GET_SPACE_USAGE(Style.RPC, "users/get_space_usage"),
  GET_METADATA(Style.RPC, "files/get_metadata"),
  LIST_FOLDER(Style.RPC, "files/list_folder"),
  LIST_FOLDER_CONTINUE(Style.RPC, "files/list_folder/continue"),
  CREATE_FOLDER(Style.RPC, "files/create_folder_v2"),
  DELETE(Style.RPC, "files/delete_v2"),
  DELETE_BATCH(Style.RPC, "files/delete_batch"),
  DELETE_BATCH_CHECK(Style.RPC, "files/delete_batch/check"),
  PERMANENTLY_DELETE(Style.RPC, "files/permanently_delete"),
  MOVE(Style.RPC, "files/move_v2"),
  MOVE_BATCH(Style.RPC, "files/move_batch_v2"),
  MOVE_BATCH_CHECK(Style.RPC, "files/move_batch/check_v2"),
  COPY(Style.RPC, "files/copy_v2"),
  UPLOAD(Style.UPLOAD, "files/upload"),
  SESSION_START(Style.UPLOAD, "files/upload_session/start"),
  SESSION_APPEND(Style.UPLOAD, "files/upload_session/append_v2"),
  SESSION_START_BATCH(Style.RPC, "files/upload_session/start_batch"),
  SESSION_APPEND_BATCH(Style.UPLOAD, "files/upload_session/append_batch"),
  SESSION_FINISH(Style.UPLOAD, "files/upload_session/finish"),
  SESSION_FINISH_BATCH(Style.RPC, "files/upload_session/finish_batch"),
  SESSION_FINISH_BATCH_V2(Style.RPC, "files/upload_session/finish_batch_v2"),
  SESSION_FINISH_BATCH_CHECK(Style.RPC, "files/upload_session/finish_batch/check"),
  DOWNLOAD(Style.DOWNLOAD, "files/download"),
  DOWNLOAD_ZIP(Style.DOWNLOAD, "files/download_zip");

  /** Where the arguments of a call are, and what its bodies hold. */
  public enum Style {
    /** JSON in, JSON out, on api.dropboxapi.com. */
    RPC,
    /** Arguments in a header, bytes in, JSON out, on content.dropboxapi.com. */
    UPLOAD,
    /** Arguments in a header, bytes out, JSON in a header, on content.dropboxapi.com. */
    DOWNLOAD
  }

  public final Style style;
  public final String route;

  Endpoint(Style style, String route) {
    this.style = style;
    this.route = route;
  }

  /** The path of the URL, like {@code /2/files/list_folder}. */
  public String path() {
    return "/2/" + route;
  }

  /** The name that serves it. */
  public String host() {
    return style == Style.RPC ? "api.dropboxapi.com" : "content.dropboxapi.com";
  }

  public static Optional<Endpoint> at(String path) {
    return Stream.of(values()).filter(endpoint -> endpoint.path().equals(path)).findFirst();
  }

  /** The endpoint of a name like {@code list_folder_continue}, as the command line has it. */
  public static Endpoint named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
