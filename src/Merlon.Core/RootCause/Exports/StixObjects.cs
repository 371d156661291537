using System.Text.Json.Nodes;
using Merlon.Net;

namespace Merlon.RootCause.Exports;

/// <summary>
/// The objects of one STIX bundle, each once and in the order in which they came. Their ids hang on what they say
/// alone: those of observables as STIX 2.1 (2.9) makes them, so that other tools find the same ones; all others in a
/// namespace of Merlon's own.
/// </summary>
sealed class StixObjects
{
    static readonly Guid OfObservables = new("00abedb4-aa42-466c-9c01-fed23315a9b7");
    static readonly Guid OfMerlon = new("4c1b6d52-7c0e-5a35-9b0f-2f8a1f6c3d11");

    const string MerlonMade = "2026-01-01T00:00:00.000Z";   // one object in all bundles

    readonly OrderedDictionary<string, JsonObject> _byId = [];
    readonly string _at;

    /// <param name="at">When all of them were made.</param>
    public StixObjects(DateTime at)
    {
        _at = ReportTimes.Text(at);
        Keep(Head("identity", Merlon, MerlonMade), new()
        {
            ["name"] = "Merlon",
            ["description"] = "a network intrusion response system, which read the logs and the rules",
            ["identity_class"] = "system",
        });
    }

    /// <summary>The id of who says all of it.</summary>
    public static string Merlon { get; } = $"identity--{UuidOf("identity", new() { ["name"] = "Merlon" })}";

    public IEnumerable<string> Ids => _byId.Keys;

    /// <summary>The objects themselves, which can be in one bundle only.</summary>
    public JsonArray ToBundle() => new([.. _byId.Values]);

    /// <param name="says">The properties that its id is made of.</param>
    public string AddObservable(string type, JsonObject says) => Keep(new()
    {
        ["type"] = type,
        ["spec_version"] = "2.1",
        ["id"] = $"{type}--{NamedUuid.Of(OfObservables, CanonicalJson.Of(says))}",
    }, says);

    public string AddAddress(Ip address) =>
        AddObservable(TypeOf(address), new() { ["value"] = $"{address}" });

    public static string TypeOf(Ip address) => address.IsV4 ? "ipv4-addr" : "ipv6-addr";

    /// <summary>A domain or relationship object.</summary>
    public string Add(string type, JsonObject says) => Keep(Head(type, IdOf(type, says), _at), says);

    /// <summary>The report, which names all others; its id hangs on what it says of them all.</summary>
    public void AddReport(string id, JsonObject says)
    {
        says["object_refs"] = new JsonArray([.. Ids.Select(one => JsonValue.Create(one))]);
        Keep(Head("report", id, _at), says);
    }

    static JsonObject Head(string type, string id, string made)
    {
        var head = new JsonObject { ["type"] = type, ["spec_version"] = "2.1", ["id"] = id };
        if (id != Merlon) head["created_by_ref"] = Merlon;
        head["created"] = made;
        head["modified"] = made;
        return head;
    }

    /// <summary>The id of what says this, which need not be there yet.</summary>
    public string IdOf(string type, JsonObject says) =>
        $"{type}--{UuidOf(type, new() { ["created"] = _at, ["says"] = says.DeepClone() })}";

    public static Guid UuidOf(string type, JsonObject says) =>
        NamedUuid.Of(OfMerlon, CanonicalJson.Of(new JsonArray(type, says.DeepClone())));

    public string Relate(string source, string type, string target) => Add("relationship", new()
    {
        ["relationship_type"] = type,
        ["source_ref"] = source,
        ["target_ref"] = target,
    });

    string Keep(JsonObject head, JsonObject says)
    {
        foreach (var (name, value) in says.ToList()) head[name] = value?.DeepClone();
        var id = $"{head["id"]}";
        _byId.TryAdd(id, head);
        return id;
    }
}
