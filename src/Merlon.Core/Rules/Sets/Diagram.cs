using System.Numerics;

namespace Merlon.Rules.Sets;

/// <summary>
/// Functions of bits to small numbers, each held once, so that equal functions are the same node (reduced ordered
/// decision diagrams with many terminals: Bryant, 1986; Fujita, McGeer and Yang, 1997).
/// </summary>
/// <remarks>
/// A node below <see cref="Terminals"/> is the constant of that number; 0 and 1 also stand for false and true. Nodes
/// are never freed: a diagram lives as long as the question that it answers. Not safe for concurrent use.
/// </remarks>
public sealed class Diagram
{
    /// <summary>Constants are the numbers below it.</summary>
    public const int Terminals = 1 << 10;

    public const int False = 0, True = 1;

    /// <summary>Past every bit that a function may look at.</summary>
    public const int EndOfBits = int.MaxValue;

    readonly int _mostNodes;
    Node[] _nodes = new Node[1 << 12];
    int[] _table = new int[1 << 12];   // node numbers, 0 for none; probed in a line
    int _count = Terminals;

    Entry[] _cache = new Entry[1 << 12];

    /// <param name="mostNodes">Past so many nodes the question is too large to be answered exactly.</param>
    public Diagram(int mostNodes = 1 << 24)
    {
        _mostNodes = mostNodes;
        for (var i = 0; i < Terminals; i++) _nodes[i] = new(EndOfBits, i, i);
    }

    public static bool IsConstant(int node) => node < Terminals;

    /// <summary>The first bit that the function looks at; past every bit for a constant.</summary>
    public int BitOf(int node) => _nodes[node].Bit;

    public int Low(int node) => _nodes[node].Low;

    public int High(int node) => _nodes[node].High;

    /// <summary>The one function where the bit is set, and the other where it is not.</summary>
    /// <exception cref="TooLargeException">There are too many nodes already.</exception>
    public int Make(int bit, int low, int high)
    {
        if (low == high) return low;

        var mask = _table.Length - 1;
        var at = (int)Mixed(bit, low, high) & mask;
        for (; _table[at] != 0; at = (at + 1) & mask)
        {
            ref var node = ref _nodes[_table[at]];
            if (node.Bit == bit && node.Low == low && node.High == high) return _table[at];
        }

        if (_count == _mostNodes) throw new TooLargeException();
        if (_count == _nodes.Length) Array.Resize(ref _nodes, _nodes.Length * 2);
        _nodes[_count] = new(bit, low, high);
        _table[at] = _count;
        if ((_count - Terminals) * 2 > _table.Length) Grow();
        return _count++;
    }

    /// <summary>The function that is true where this bit is set.</summary>
    public int Bit(int bit) => Make(bit, False, True);

    public int Not(int a) => Choose(a, False, True);

    public int And(int a, int b) => Choose(a, b, False);

    public int Or(int a, int b) => Choose(a, True, b);

    /// <summary>Where <paramref name="test"/> is true the one function, where false the other.</summary>
    public int Choose(int test, int then, int otherwise)
    {
        if (test == True) return then;
        if (test == False) return otherwise;
        if (then == otherwise) return then;
        if (then == True && otherwise == False) return test;

        ref var entry = ref EntryOf(Operation.Choose, test, then, otherwise);
        if (entry.Is(Operation.Choose, test, then, otherwise)) return entry.Result;

        var bit = Math.Min(BitOf(test), Math.Min(BitOf(then), BitOf(otherwise)));
        var low = Choose(At(test, bit, false), At(then, bit, false), At(otherwise, bit, false));
        var high = Choose(At(test, bit, true), At(then, bit, true), At(otherwise, bit, true));
        return Remember(Operation.Choose, test, then, otherwise, Make(bit, low, high));
    }

    /// <summary>Whether two functions are the same wherever a set is true; nothing is made to tell.</summary>
    public bool Agree(int set, int one, int other)
    {
        if (set == False || one == other) return true;
        if (set == True || (IsConstant(one) && IsConstant(other))) return false;

        ref var entry = ref EntryOf(Operation.Agree, set, one, other);
        if (entry.Is(Operation.Agree, set, one, other)) return entry.Result == True;

        var bit = Math.Min(BitOf(set), Math.Min(BitOf(one), BitOf(other)));
        var agree = Agree(At(set, bit, false), At(one, bit, false), At(other, bit, false))
            && Agree(At(set, bit, true), At(one, bit, true), At(other, bit, true));
        return Remember(Operation.Agree, set, one, other, agree ? True : False) == True;
    }

    /// <summary>Whether nothing is in both sets.</summary>
    public bool AreApart(int one, int other) => Agree(one, other, False);

    /// <summary>Whether all of a set is in another.</summary>
    public bool IsWithin(int set, int other) => Agree(set, other, True);

    /// <summary>The function with another in place of one of its constants.</summary>
    public int Replace(int function, int constant, int with)
    {
        if (function == constant) return with;
        if (IsConstant(function)) return function;

        var operation = Operation.Replace + constant;
        ref var entry = ref EntryOf(operation, function, with, 0);
        if (entry.Is(operation, function, with, 0)) return entry.Result;

        var bit = Math.Min(BitOf(function), BitOf(with));
        var low = Replace(At(function, bit, false), constant, At(with, bit, false));
        var high = Replace(At(function, bit, true), constant, At(with, bit, true));
        return Remember(operation, function, with, 0, Make(bit, low, high));
    }

    /// <summary>Combines the constants of two functions wherever they meet.</summary>
    /// <param name="number">Names the combination, for the cache; another for each that is used, 0 to 31.</param>
    public int Combine(int a, int b, int number, Func<int, int, int> combination)
    {
        if (IsConstant(a) && IsConstant(b)) return combination(a, b);

        var operation = Operation.Combine + number;
        ref var entry = ref EntryOf(operation, a, b, 0);
        if (entry.Is(operation, a, b, 0)) return entry.Result;

        var bit = Math.Min(BitOf(a), BitOf(b));
        var low = Combine(At(a, bit, false), At(b, bit, false), number, combination);
        var high = Combine(At(a, bit, true), At(b, bit, true), number, combination);
        return Remember(operation, a, b, 0, Make(bit, low, high));
    }

    /// <summary>
    /// Takes out the bits of a run: what the function may come to there is put together by a combination that is
    /// associative, commutative and idempotent.
    /// </summary>
    public int Fold(int function, int firstBit, int endBit, int number, Func<int, int, int> combination)
    {
        if (BitOf(function) >= endBit) return function;

        var operation = Operation.Fold + number;
        ref var entry = ref EntryOf(operation, function, firstBit, endBit);
        if (entry.Is(operation, function, firstBit, endBit)) return entry.Result;

        var (bit, low, high) = _nodes[function];
        low = Fold(low, firstBit, endBit, number, combination);
        high = Fold(high, firstBit, endBit, number, combination);
        var folded = bit >= firstBit ? Combine(low, high, number, combination) : Make(bit, low, high);
        return Remember(operation, function, firstBit, endBit, folded);
    }

    /// <summary>The set of what may hold whatever the bits of a run are.</summary>
    public int Exists(int set, int firstBit, int endBit) => Fold(set, firstBit, endBit, 6, (a, b) => a | b);

    /// <summary>The set of what holds however the bits of a run are.</summary>
    public int ForAll(int set, int firstBit, int endBit) => Fold(set, firstBit, endBit, 7, (a, b) => a & b);

    /// <summary>Gives each constant another.</summary>
    public int Map(int function, int number, Func<int, int> mapping)
    {
        if (IsConstant(function)) return mapping(function);

        var operation = Operation.Map + number;
        ref var entry = ref EntryOf(operation, function, 0, 0);
        if (entry.Is(operation, function, 0, 0)) return entry.Result;

        var (bit, low, high) = _nodes[function];
        var mapped = Make(bit, Map(low, number, mapping), Map(high, number, mapping));
        return Remember(operation, function, 0, 0, mapped);
    }

    /// <summary>The function of a number whose bits were set or flipped before it looks at them.</summary>
    /// <param name="first">The number's first bit; it has 32.</param>
    /// <param name="clear">Bits that become 0 first.</param>
    /// <param name="flip">Bits that are then turned over.</param>
    public int Assign(int function, int first, uint clear, uint flip)
    {
        if (IsConstant(function) || BitOf(function) >= first + 32) return function;

        var operation = Operation.Assign + first;
        ref var entry = ref EntryOf(operation, function, (int)clear, (int)flip);
        if (entry.Is(operation, function, (int)clear, (int)flip)) return entry.Result;

        var (bit, low, high) = _nodes[function];
        var place = bit < first ? 0 : 1u << (31 - (bit - first));
        if ((flip & place) != 0) (low, high) = (high, low);
        low = Assign(low, first, clear, flip);
        high = (clear & place) != 0 ? low : Assign(high, first, clear, flip);
        return Remember(operation, function, (int)clear, (int)flip, Make(bit, low, high));
    }

    int At(int node, int bit, bool isSet)
    {
        ref var at = ref _nodes[node];
        return at.Bit != bit ? node : isSet ? at.High : at.Low;
    }

    void Grow()
    {
        _table = new int[_table.Length * 2];
        var mask = _table.Length - 1;
        for (var i = Terminals; i <= _count; i++)
        {
            var (bit, low, high) = _nodes[i];
            var at = (int)Mixed(bit, low, high) & mask;
            while (_table[at] != 0) at = (at + 1) & mask;
            _table[at] = i;
        }

        if (_cache.Length < 1 << 21) _cache = new Entry[_table.Length];
    }

    ref Entry EntryOf(int operation, int a, int b, int c) =>
        ref _cache[(int)(Mixed(a, b, c) + (uint)operation * 0x9E37_79B9u) & (_cache.Length - 1)];

    int Remember(int operation, int a, int b, int c, int result)
    {
        EntryOf(operation, a, b, c) = new(operation, a, b, c, result);
        return result;
    }

    static uint Mixed(int a, int b, int c)
    {
        var mixed = ((uint)a * 0x9E37_79B9_7F4A_7C15) ^ BitOperations.RotateLeft((uint)b * 0xBF58_476D_1CE4_E5B9, 21)
            ^ BitOperations.RotateLeft((uint)c * 0x94D0_49BB_1331_11EB, 43);
        return (uint)((mixed ^ mixed >> 31) * 0xD6E8_FEB8_6659_FD93 >> 32);
    }

    readonly record struct Node(int Bit, int Low, int High);

    readonly record struct Entry(int Operation, int A, int B, int C, int Result)
    {
        public bool Is(int operation, int a, int b, int c) => Operation == operation && A == a && B == b && C == c;
    }

    // Each leaves room for the number that is added to it.
    static class Operation
    {
        public const int Choose = 1, Agree = 2, Combine = 64, Fold = 128, Map = 192;
        public const int Assign = 1 << 12, Replace = 1 << 16;
    }
}

/// <summary>The packet sets of a rule set grew past what can be held.</summary>
public sealed class TooLargeException() : Exception("the packet sets are too large to compare exactly");
