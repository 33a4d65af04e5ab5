using System.Runtime.InteropServices;
using System.Text;

namespace AwsOps.Engine.FlowLogs;

/// <summary>
/// Numbers for texts, so that a field costs no string per record. It holds at most <see cref="Most"/> texts; whatever comes
/// beyond shares the number of <see cref="Other"/>, so memory stays flat.
/// </summary>
public sealed class TextTable
{
    /// <summary>Most texts that are told apart.</summary>
    public const int Most = 65_536;

    /// <summary>What stands for the texts beyond <see cref="Most"/>.</summary>
    public const string Other = "(others)";

    private readonly List<byte[]> _texts = [];
    private int[] _slots = new int[256];
    private ulong[] _hashes = new ulong[256];
    private int _other = -1;

    /// <summary>The text of a number.</summary>
    public string this[int number] => Encoding.UTF8.GetString(_texts[number]);

    /// <summary>How many there are.</summary>
    public int Count => _texts.Count;

    internal int Add(ref byte text, int length)
    {
        var hash = Bytes.Hash(ref text, length);
        var mask = _slots.Length - 1;
        for (var i = (int)(hash ^ (hash >> 32)) & mask; ; i = (i + 1) & mask)
        {
            var slot = _slots[i];
            if (slot == 0)
            {
                return Insert(MemoryMarshal.CreateReadOnlySpan(ref text, length), hash, i);
            }

            if (_hashes[i] == hash && MemoryMarshal.CreateReadOnlySpan(ref text, length).SequenceEqual(_texts[slot - 1]))
            {
                return slot - 1;
            }
        }
    }

    private int Insert(ReadOnlySpan<byte> text, ulong hash, int at)
    {
        if (_texts.Count >= Most)
        {
            if (_other < 0)
            {
                _other = _texts.Count;
                _texts.Add(Encoding.UTF8.GetBytes(Other));
            }

            return _other;
        }

        _texts.Add(text.ToArray());
        _slots[at] = _texts.Count;
        _hashes[at] = hash;
        if (_texts.Count * 2 > _slots.Length)
        {
            var (slots, hashes) = (_slots, _hashes);
            _slots = new int[slots.Length * 2];
            _hashes = new ulong[slots.Length * 2];
            var mask = _slots.Length - 1;
            for (var k = 0; k < slots.Length; k++)
            {
                if (slots[k] != 0)
                {
                    var i = (int)(hashes[k] ^ (hashes[k] >> 32)) & mask;
                    while (_slots[i] != 0)
                    {
                        i = (i + 1) & mask;
                    }

                    (_slots[i], _hashes[i]) = (slots[k], hashes[k]);
                }
            }
        }

        return _texts.Count - 1;
    }
}
