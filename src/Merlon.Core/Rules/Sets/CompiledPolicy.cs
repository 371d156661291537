using Merlon.Rules.Meaning;

namespace Merlon.Rules.Sets;

/// <summary>
/// A hook's verdicts, ready for many packets: as many steps as there are bits that matter, however many rules there
/// are. Says the same as <see cref="PacketWalk"/>, but that conditions which contradict each other are seen to.
/// </summary>
public sealed class CompiledPolicy
{
    const int Words = 2 * (int)Field.SourceMac + 4 + 256 / 64;   // two for each field and interface, a bit an option

    const int InterfaceWord = 2 * (int)Field.SourceMac + 2, OptionWord = InterfaceWord + 2;

    readonly PacketSpace _space;
    readonly Branch[] _branches;
    readonly int _start;
    readonly Field[] _fields;      // what is asked for
    readonly byte[] _tcpOptions;   // the kinds of them

    /// <exception cref="TooLargeException">The rules cannot be held as sets.</exception>
    public CompiledPolicy(Net.IpFamily family, Table table, Hook hook)
    {
        _space = new(family, PolicyDiff.ConditionsOf(table));
        var diagram = _space.Diagram;
        var verdicts = new PolicyFunction(_space, table, new(_space)).VerdictsOf(hook);

        var branches = new List<Branch>();
        _tcpOptions = [.. _space.TcpOptions.Select(option => option.Kind)];
        _start = Flatten(diagram, verdicts, PlacesOf(_space), branches, []);
        _branches = [.. branches];
        var words = branches.Select(branch => branch.Place >> 6).ToHashSet();
        _fields = [.. PacketSpace.Fields.ToArray().Where(field => words.Overlaps([WordOf(field), WordOf(field) + 1]))];
    }

    /// <summary>The verdicts that a packet may meet.</summary>
    public Verdicts Decide(in Packet packet)
    {
        Span<ulong> words = stackalloc ulong[Words];
        Fill(words, packet);
        var at = _start;
        while (at >= 0)
        {
            ref readonly var branch = ref _branches[at];
            at = (words[branch.Place >> 6] >> (branch.Place & 63) & 1) != 0 ? branch.High : branch.Low;
        }

        return (Verdicts)~at;
    }

    static int WordOf(Field field) => 2 * (int)field;

    void Fill(Span<ulong> words, in Packet packet)
    {
        foreach (var field in _fields)
        {
            var value = _space.NumberOf(field, packet[field]);
            words[WordOf(field)] = (ulong)value;
            words[WordOf(field) + 1] = (ulong)(value >> 64);
        }

        words[InterfaceWord] = (ulong)_space.Interfaces.ClassOf(packet.InInterface);
        words[InterfaceWord + 1] = (ulong)_space.Interfaces.ClassOf(packet.OutInterface);
        foreach (var kind in _tcpOptions)
        {
            if (packet.TcpOptions.Contains(kind)) words[OptionWord + (kind >> 6)] |= 1UL << (kind & 63);
        }
    }

    // Where each bit of the space stands in the words: bit 0 of a field is its last in the space.
    static int[] PlacesOf(PacketSpace space)
    {
        var places = new int[space.FirstUnknown];
        foreach (var field in PacketSpace.Fields)
            Put(space.FirstBit(field), space.WidthOf(field), WordOf(field));
        Put(space.FirstInterfaceBit(true), space.Interfaces.Bits, InterfaceWord);
        Put(space.FirstInterfaceBit(false), space.Interfaces.Bits, InterfaceWord + 1);
        foreach (var (kind, bit) in space.TcpOptions) places[bit] = OptionWord * 64 + kind;
        return places;

        void Put(int first, int width, int word)
        {
            for (var i = 0; i < width; i++) places[first + width - 1 - i] = word * 64 + i;
        }
    }

    // Branches by number; a verdict as the complement of its bits.
    static int Flatten(Diagram diagram, int node, int[] places, List<Branch> branches, Dictionary<int, int> known)
    {
        if (Diagram.IsConstant(node)) return ~node;
        if (known.TryGetValue(node, out var found)) return found;

        var number = known[node] = branches.Count;
        branches.Add(default);
        var low = Flatten(diagram, diagram.Low(node), places, branches, known);
        var high = Flatten(diagram, diagram.High(node), places, branches, known);
        branches[number] = new(places[diagram.BitOf(node)], low, high);
        return number;
    }

    readonly record struct Branch(int Place, int Low, int High);
}
