using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Context.Syntax;

/// <summary>What was read: the context of a site, or all that keeps the text from being one.</summary>
/// <param name="Context">Null when there is a fault.</param>
public sealed record ReadContext(SiteContext? Context, ImmutableArray<Fault> Faults);

/// <summary>
/// Reads what an operator says of a site. All faults are told in one run, unless the text is no YAML: then those
/// before that place.
/// </summary>
public sealed class SiteContextReader
{
    /// <summary>No site takes so much to describe; past it nothing is read.</summary>
    public const int MostCharacters = 1 << 20;

    const string ServiceExample = "a service, as tcp/443, udp/8000-8080 or icmp";

    readonly FieldReader _fields;
    readonly ImmutableArray<Asset>.Builder _assets = ImmutableArray.CreateBuilder<Asset>();
    readonly ImmutableArray<Allow>.Builder _allows = ImmutableArray.CreateBuilder<Allow>();
    ImmutableArray<Placed<IpPrefix>> _internals = [], _criticals = [], _admins = [];
    int _internalItems;
    TimeSpan? _blockFor;

    SiteContextReader(List<Fault> faults) => _fields = new(faults);

    public static ReadContext Read(string text)
    {
        if (text.Length > MostCharacters)
            return new(null, [new(1, 1, $"more than {MostCharacters >> 20} MB", "a text that people write")]);

        var faults = new List<Fault>();
        var root = YamlTree.Read(text.TrimStart('\uFEFF'), faults);
        if (root is null or YamlNode.Scalar { Text: "", IsQuoted: false })
        {
            if (faults.Count == 0) faults.Add(new(1, 1, "nothing is said here", "internal, assets, critical, ..."));
        }
        else
        {
            var context = new SiteContextReader(faults).Site(root);
            faults.AddRange(Contradictions.In(context));
            if (faults.Count == 0) return new(context, []);
        }

        return new(null, [.. faults.OrderBy(fault => (fault.Line, fault.Column))]);
    }

    SiteContext Site(YamlNode root)
    {
        _fields.Fields(root, "a site",
            ("internal", node => (_internals, _internalItems) = (Prefixes(node), FieldReader.Items(node).Length)),
            ("assets", node => _assets.AddRange(FieldReader.Items(node).Select(Asset).OfType<Asset>())),
            ("critical", node => _criticals = Prefixes(node)),
            ("admins", node => _admins = Prefixes(node)),
            ("allow", node => _allows.AddRange(FieldReader.Items(node).Select(Allow).OfType<Allow>())),
            ("block-for", node => _blockFor =
                _fields.Value<TimeSpan>(node, ContextWords.TryReadDuration, "a length of time, as 1h")?.Value));

        // What is outside can be told only when all that is inside was read.
        var internals = _internals.Length == _internalItems ? _internals : [];
        return new(internals, _assets.ToImmutable(), _criticals, _admins, _allows.ToImmutable(), _blockFor);
    }

    // Null when something that it needs is not there, or is not right.
    Asset? Asset(YamlNode item)
    {
        Placed<string>? name = null;
        ImmutableArray<Placed<IpPrefix>>? addresses = null;
        var role = AssetRole.Other;
        ImmutableArray<Placed<ServicePorts>> services = [];
        _fields.Fields(item, "an asset",
            ("name", node => name = _fields.Value<string>(node, ContextWords.TryReadText, "a name")
                ?? new("", node.Line, node.Column)),
            ("addresses", node => addresses = Some(node, Prefixes)),
            ("role", node => role = _fields.Value<AssetRole>(
                node, ContextWords.TryReadRole, $"a role: {string.Join(", ", AssetRoles.All)}")?.Value ?? role),
            ("services", node => services = Services(node)));
        if (item is YamlNode.Mapping)
        {
            Need(item, name is not null, "an asset", "name");
            Need(item, addresses is not null, "an asset", "addresses");
        }

        return name is { Value: not "" } given && addresses is { } known ? new(given, known, role, services) : null;
    }

    Allow? Allow(YamlNode item)
    {
        ImmutableArray<Placed<IpPrefix>>? from = null;
        ImmutableArray<Placed<IpPrefix>> to = [];
        ImmutableArray<Placed<ServicePorts>> services = [];
        string? reason = null;
        _fields.Fields(item, "an allow",
            ("from", node => from = Some(node, Prefixes)),
            ("to", node => to = Some(node, Prefixes)),
            ("services", node => services = Some(node, Services)),
            ("reason", node => reason = _fields.Value<string>(node, ContextWords.TryReadText, "words")?.Value));
        if (item is YamlNode.Mapping) Need(item, from is not null, "an allow", "from");
        return from is { IsEmpty: false } given ? new(given, to, services, reason, item.Line) : null;
    }

    ImmutableArray<Placed<IpPrefix>> Prefixes(YamlNode node) =>
        _fields.Values<IpPrefix>(node, ContextWords.TryReadPrefix, ContextWords.PrefixExample);

    ImmutableArray<Placed<ServicePorts>> Services(YamlNode node) =>
        _fields.Values<ServicePorts>(node, ServicePorts.TryRead, ServiceExample);

    // Where no list at all means everything, an empty one would have to mean nothing.
    T Some<T>(YamlNode node, Func<YamlNode, T> read)
    {
        if (node is YamlNode.Sequence { Items.IsEmpty: true })
            _fields.Fault(node.Line, node.Column, "an empty list stands here", "one item or more, or no such key");
        return read(node);
    }

    void Need(YamlNode item, bool isThere, string thing, string key)
    {
        if (!isThere) _fields.Fault(item.Line, item.Column, $"{thing} without {key}", $"{key}: beside its other keys");
    }
}
