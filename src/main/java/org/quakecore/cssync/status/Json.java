package org.quakecore.cssync.status;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.manifest.Manifest.MemberEntry;
import org.quakecore.cssync.remote.StoredFile;

/** Tells a status as one JSON document. Keys are never renamed, only added. */
final class Json {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private final VersionStatus result;

  Json(VersionStatus result) {
    this.result = result;
  }

  String document() throws SyncException {
    JsonObject document = new JsonObject();
    document.addProperty("remote", result.address());
    document.addProperty("cs_ver", result.options().version().name());
    document.addProperty("complete", result.errors() == 0 && !result.sets().isEmpty());
    document.addProperty("errors", result.errors());
    document.addProperty("faults", result.faults());
    document.addProperty("files", result.files());
    document.addProperty("size", result.bytes());
    JsonArray sets = new JsonArray();
    for (JudgedSet set : result.sets()) {
      sets.add(set(set));
    }
    document.add("sets", sets);
    document.add("problems", strings(result.problems()));
    JsonArray leftovers = new JsonArray();
    result.leftovers().values().stream()
        .flatMap(List::stream)
        .map(StoredFile::path)
        .forEach(leftovers::add);
    document.add("leftovers", leftovers);
    document.add("ignored", strings(result.ignored()));
    result.against().ifPresent(against -> document.add("against", against(against)));
    result
        .against()
        .flatMap(SourceComparison.Result::purge)
        .ifPresent(purge -> document.add("purge", GSON.toJsonTree(purge.values())));
    return GSON.toJson(document);
  }

  private JsonObject set(JudgedSet set) throws SyncException {
    JsonObject json = new JsonObject();
    json.addProperty("fault", set.fault().name());
    json.addProperty("type", set.type().label());
    json.addProperty("state", set.state().name());
    json.addProperty("expected", set.expected());
    json.addProperty("error", set.isError());
    json.addProperty("verified_by_content", set.proven());
    json.addProperty("size", set.bytes());
    JsonArray files = new JsonArray();
    for (StoredFile file : set.files()) {
      JsonObject each = new JsonObject();
      each.addProperty("name", file.name());
      each.addProperty("size", file.size());
      file.contentHash().ifPresent(hash -> each.addProperty("content_hash", hash));
      files.add(each);
    }
    json.add("files", files);
    json.add("problems", strings(set.problems()));
    result
        .against()
        .map(against -> against.found().get(set.toString()))
        .ifPresent(found -> json.add("sources", sources(found)));
    if (result.options().view() != Options.View.TABLE && set.trusted().isPresent()) {
      JsonArray members = new JsonArray();
      for (MemberEntry member : MemberList.of(set.trusted().get(), result.options())) {
        members.add(GSON.toJsonTree(member));
      }
      json.add("members", members);
    }
    return json;
  }

  private static JsonObject sources(SourceCheck.Found found) {
    JsonObject json = new JsonObject();
    json.addProperty("unchanged", found.unchanged().size());
    json.addProperty("gone", found.gone());
    json.add("changed", strings(found.changed()));
    json.add("touched", strings(found.touched()));
    json.add("unverified", strings(found.unverified()));
    json.add("new", strings(found.fresh()));
    return json;
  }

  private JsonObject against(SourceComparison.Result against) {
    JsonObject json = new JsonObject();
    json.addProperty("by_content", result.options().rehash());
    json.addProperty("unchanged", against.unchanged());
    json.addProperty("changed", against.changed());
    json.addProperty("touched", against.touched());
    json.addProperty("unverified", against.unverified());
    json.addProperty("new", against.fresh());
    json.addProperty("gone", against.gone());
    JsonObject safe = new JsonObject();
    safe.addProperty("files", against.safe().files());
    safe.addProperty("size", against.safe().bytes());
    safe.addProperty("unlisted", against.safe().unlisted());
    safe.addProperty("beside_the_archive", against.safe().besideTheArchive());
    json.add("safe_to_delete", safe);
    return json;
  }

  private static JsonArray strings(List<String> strings) {
    JsonArray array = new JsonArray();
    strings.forEach(array::add);
    return array;
  }
}
